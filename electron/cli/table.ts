/** Text tables: columns padded to their widest cell, two spaces apart. */

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Numbers read best when they end at the same place. */
  readonly isNumber?: boolean;
}

/** One line for the titles and one per row, without trailing spaces. */
export function formatTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map((column) => column.title), ...rows.map((row) => columns.map((column) => column.cell(row)))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => widthOf(line[index] ?? ''))));
  return lines
    .map((line) =>
      line
        .map((text, index) => {
          const padding = ' '.repeat((widths[index] ?? 0) - widthOf(text));
          return columns[index]?.isNumber ? padding + text : text + padding;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** `label  value` lines with the values under each other. */
export function formatFields(fields: readonly (readonly [label: string, value: string])[]): string {
  const width = Math.max(...fields.map(([label]) => widthOf(label)));
  return fields.map(([label, value]) => `${label}${' '.repeat(width - widthOf(label))}  ${value}`.trimEnd()).join('\n');
}

/** Characters, not UTF-16 units, so that an emoji in a name does not shift its row. */
function widthOf(text: string): number {
  return [...text].length;
}
