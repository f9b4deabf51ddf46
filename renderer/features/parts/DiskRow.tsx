import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { useContainer } from '../../stores/inventory.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { diskFormatSchema } from '../../../shared/model/inventory.ts';
import { formatBytes } from '../../../shared/units.ts';
import { diskFormatWords } from './DiskFormatSelect.tsx';
import { DiskPlaceSelect } from './DiskPlaceSelect.tsx';
import { parseSize } from './sizes.ts';
import { isGrown, type DiskDraft } from './hardwareDraft.ts';
import { useThinOnly } from './useHardwarePlace.ts';

export interface DiskRowProps {
  disk: DiskDraft;
  onChange: (change: Partial<DiskDraft>) => void;
  onRemove: () => void;
  problem: string | undefined;
  /** Why it can neither grow nor go. */
  lockedReason: string | undefined;
  /** Where the machine runs and is at home; null while that is open. */
  computeId: ObjectId | null;
  homeId: ObjectId | null;
}

/** One disk: what it is in a line, and its fields behind that. */
export function DiskRow({ disk, onChange, onRemove, problem, lockedReason, computeId, homeId }: DiskRowProps) {
  const { label, before, sizeText, format, isRemoved, deletesFile, existing, datastoreId } = disk;
  const thinOnlyReason = useThinOnly(datastoreId ?? homeId, computeId);
  const elsewhere = useContainer(datastoreId === null || datastoreId === homeId ? null : datastoreId);
  const isNew = before === null && existing === null;
  const sizeBytes = parseSize(sizeText);
  const summary = `${sizeBytes === null ? sizeText : formatBytes(sizeBytes)}, ${diskFormatWords[format].toLowerCase()}${elsewhere === undefined ? '' : `, on ${elsewhere.name}`}`;
  if (isRemoved) {
    return (
      <div className="app-device">
        <span className="app-device-gone">{label}</span>
        <Badge tone="warning">{deletesFile ? 'Will be deleted' : 'Will be removed'}</Badge>
        <span className="app-note">{goneWords(disk)}</span>
        <Checkbox label={`Delete the file of ${label}`} isSelected={deletesFile} onChange={(next) => onChange({ deletesFile: next })} />
        <Button variant="flat" onPress={() => onChange({ isRemoved: false, deletesFile: false })}>
          Keep {label}
        </Button>
      </div>
    );
  }
  return (
    <div className="app-device">
      <Disclosure
        label={label}
        isInitiallyOpen={isNew}
        aside={
          <>
            <span className="app-note">{summary}</span>
            {isNew ? <Badge tone="info">New</Badge> : existing !== null ? <Badge tone="info">Existing</Badge> : isGrown(disk) ? <Badge tone="info">Changed</Badge> : null}
            <Button variant="flat" icon="trash" disabledReason={lockedReason} onPress={onRemove}>
              Remove {label}
            </Button>
          </>
        }
      >
        <div className="app-form-grid">
          <TextField
            label={`Size of ${label}`}
            value={sizeText}
            onChange={(text) => onChange({ sizeText: text })}
            isDisabled={lockedReason !== undefined || existing !== null}
            description={lockedReason ?? (existing !== null ? `It was ${existing.label} of ${existing.vmName}. What it holds stays as it is.` : isNew ? 'Such as 20 GiB. A plain number counts GiB.' : 'Disks only grow. The guest has to extend its partition.')}
            errorText={problem}
          />
          <Select
            label={`Format of ${label}`}
            value={format}
            onChange={(id) => onChange({ format: diskFormatSchema.parse(id) })}
            isDisabled={!isNew}
            {...(thinOnlyReason === null || !isNew ? {} : format === 'thin' ? { description: thinOnlyReason } : { errorText: thinOnlyReason })}
            options={diskFormatSchema.options.map((id) => ({
              id,
              label: diskFormatWords[id],
              ...(thinOnlyReason !== null && id !== 'thin' && { description: 'Not offered by this datastore', isDisabled: true }),
            }))}
          />
          {isNew ? <DiskPlaceSelect label={label} value={datastoreId} onChange={(id) => onChange({ datastoreId: id })} computeId={computeId} homeId={homeId} /> : null}
        </div>
      </Disclosure>
    </div>
  );
}

function goneWords({ before, deletesFile }: DiskDraft): string {
  if (!deletesFile) return 'its file stays on the datastore';
  return before !== null && before.logicalBytes > 0 ? `with ${formatBytes(before.logicalBytes)} of data` : 'it holds no data';
}
