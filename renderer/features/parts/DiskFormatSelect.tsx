import { Select } from '../../ui/Select.tsx';
import { diskFormatSchema, type DiskFormat } from '../../../shared/model/inventory.ts';

export const diskFormatWords: Record<DiskFormat, string> = { thin: 'Thin', lazyZeroedThick: 'Thick, lazy-zeroed', eagerZeroedThick: 'Thick, eager-zeroed' };

const descriptions: Record<DiskFormat, string> = {
  thin: 'Space is taken as it is written',
  lazyZeroedThick: 'All space is set aside at once; blocks are zeroed when they are first written',
  eagerZeroedThick: 'All space is set aside and zeroed ahead of time',
};
const asSource = 'source';

export interface DiskFormatSelectProps {
  /** Null: each disk keeps the format of the source. */
  value: DiskFormat | null;
  onChange: (format: DiskFormat | null) => void;
}

/** Chooses how space is set aside for the disks of clones. */
export function DiskFormatSelect({ value, onChange }: DiskFormatSelectProps) {
  return (
    <Select
      label="Disk format"
      value={value ?? asSource}
      onChange={(id) => onChange(id === asSource ? null : diskFormatSchema.parse(id))}
      options={[{ id: asSource, label: 'Same as the source' }, ...diskFormatSchema.options.map((id) => ({ id, label: diskFormatWords[id], description: descriptions[id] }))]}
    />
  );
}
