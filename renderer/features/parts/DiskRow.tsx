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
import { say } from '../../strings/say.ts';
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
  const summary = `${sizeBytes === null ? sizeText : formatBytes(sizeBytes)}, ${diskFormatWords[format].toLowerCase()}${elsewhere === undefined ? '' : say('parts.on3', { elsewhere: elsewhere.name })}`;
  if (isRemoved) {
    return (
      <div className="app-device">
        <span className="app-device-gone">{label}</span>
        <Badge tone="warning">{deletesFile ? say('parts.willBeDeleted') : say('parts.willBeRemoved')}</Badge>
        <span className="app-note">{goneWords(disk)}</span>
        <Checkbox label={say('parts.deleteTheFileOf', { label })} isSelected={deletesFile} onChange={(next) => onChange({ deletesFile: next })} />
        <Button variant="flat" onPress={() => onChange({ isRemoved: false, deletesFile: false })}>
          {say('parts.keep', { label })}
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
            {isNew ? <Badge tone="info">{say('parts.new')}</Badge> : existing !== null ? <Badge tone="info">{say('parts.existing')}</Badge> : isGrown(disk) ? <Badge tone="info">{say('parts.changed')}</Badge> : null}
            <Button variant="flat" icon="trash" disabledReason={lockedReason} onPress={onRemove}>
              {say('parts.remove', { label })}
            </Button>
          </>
        }
      >
        <div className="app-form-grid">
          <TextField
            label={say('parts.sizeOf', { label })}
            value={sizeText}
            onChange={(text) => onChange({ sizeText: text })}
            isDisabled={lockedReason !== undefined || existing !== null}
            description={lockedReason ?? (existing !== null ? say('parts.itWasOfWhatIt', { existingLabel: existing.label, vmName: existing.vmName }) : isNew ? say('parts.suchAs20GiBA') : say('parts.disksOnlyGrowTheGuest'))}
            errorText={problem}
          />
          <Select
            label={say('parts.formatOf', { label })}
            value={format}
            onChange={(id) => onChange({ format: diskFormatSchema.parse(id) })}
            isDisabled={!isNew}
            {...(thinOnlyReason === null || !isNew ? {} : format === 'thin' ? { description: thinOnlyReason } : { errorText: thinOnlyReason })}
            options={diskFormatSchema.options.map((id) => ({
              id,
              label: diskFormatWords[id],
              ...(thinOnlyReason !== null && id !== 'thin' && { description: say('parts.notOfferedByThisDatastore'), isDisabled: true }),
            }))}
          />
          {isNew ? <DiskPlaceSelect label={label} value={datastoreId} onChange={(id) => onChange({ datastoreId: id })} computeId={computeId} homeId={homeId} /> : null}
        </div>
      </Disclosure>
    </div>
  );
}

function goneWords({ before, deletesFile }: DiskDraft): string {
  if (!deletesFile) return say('parts.itsFileStaysOnThe');
  return before !== null && before.logicalBytes > 0 ? say('parts.withOfData', { logical: formatBytes(before.logicalBytes) }) : say('parts.itHoldsNoData');
}
