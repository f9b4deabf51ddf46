import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { say } from '../strings/say.ts';
import { Checkbox } from './Checkbox.tsx';
import { Icon } from './Icon.tsx';
import type { DataGridColumn } from './gridTypes.ts';

export interface ColumnPickerProps<T> {
  columns: readonly DataGridColumn<T>[];
  hidden: readonly string[];
  onChange: (columnId: string, isHidden: boolean) => void;
  onReset: () => void;
}

/** A button that opens the list of columns, each with a checkbox. */
export function ColumnPicker<T>({ columns, hidden, onChange, onReset }: ColumnPickerProps<T>) {
  return (
    <DialogTrigger>
      <Button className="ui-icon-button" aria-label={say('ui.columns')}>
        <Icon name="columns" />
      </Button>
      <Popover className="ui-popover" placement="top start" offset={4}>
        <Dialog className="ui-column-picker" aria-label={say('ui.columns')}>
          <p className="ui-column-picker-title">{say('ui.showColumns')}</p>
          {columns.map((column) => (
            column.canHide === false ? null : (
              <Checkbox
                key={column.id}
                label={column.header}
                isSelected={!hidden.includes(column.id)}
                onChange={(isShown) => onChange(column.id, !isShown)}
              />
            )
          ))}
          <Button className="ui-button ui-button-flat" onPress={onReset}>
            {say('ui.resetColumns')}
          </Button>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
