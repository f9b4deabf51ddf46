/** The header is row -1. A null column means the row as a whole is current. */
export interface GridPosition {
  rowIndex: number;
  columnIndex: number | null;
}

export interface GridExtent {
  rowCount: number;
  columnCount: number;
  rowsPerPage: number;
}

export const headerRowIndex = -1;

/**
 * Where a key moves the current position; null when it is not a moving key.
 * Rows come first: Right enters the cells of a row, Left leaves them again, and
 * Home and End go to the ends of the list, or of the row while inside its cells.
 */
export function moveInGrid(key: string, hasCtrl: boolean, position: GridPosition, extent: GridExtent): GridPosition | null {
  const { rowIndex, columnIndex } = position;
  const lastRow = extent.rowCount - 1;
  const lastColumn = extent.columnCount - 1;
  const toRow = (index: number): GridPosition => {
    const clamped = Math.max(headerRowIndex, Math.min(lastRow, index));
    // The header has no "whole row", so entering it means its first cell.
    return { rowIndex: clamped, columnIndex: clamped === headerRowIndex ? (columnIndex ?? 0) : columnIndex };
  };
  switch (key) {
    case 'ArrowDown': return toRow(rowIndex + 1);
    case 'ArrowUp': return toRow(rowIndex - 1);
    case 'PageDown': return toRow(Math.max(0, rowIndex) + extent.rowsPerPage);
    case 'PageUp': return toRow(Math.max(0, rowIndex - extent.rowsPerPage));
    case 'ArrowRight': return { rowIndex, columnIndex: columnIndex === null ? 0 : Math.min(lastColumn, columnIndex + 1) };
    case 'ArrowLeft': {
      if (columnIndex === null) return position;
      if (columnIndex > 0) return { rowIndex, columnIndex: columnIndex - 1 };
      return { rowIndex, columnIndex: rowIndex === headerRowIndex ? 0 : null };
    }
    case 'Home':
      if (hasCtrl || columnIndex === null) return toRow(0);
      return { rowIndex, columnIndex: 0 };
    case 'End':
      if (hasCtrl || columnIndex === null) return toRow(lastRow);
      return { rowIndex, columnIndex: lastColumn };
    default: return null;
  }
}
