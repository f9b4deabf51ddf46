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
import { diskSummary } from './diskSummary.ts';
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
  const summary = diskSummary(format, sizeBytes === null ? sizeText : formatBytes(sizeBytes), elsewhere?.name);
  if (isRemoved) {
    return (
      <div className="app-device">
        <span className="app-device-gone">{label}</span>
        <Badge tone="warning">{deletesFile ? say('parts.willBeDeleted') : say('parts.willBeRemoved')}</Badge>
        <span className="app-note">{goneWords(disk)}</span>
        <Checkbox label={say('parts.deleteTheFileOf', { disk: label })} isSelected={deletesFile} onChange={(next) => onChange({ deletesFile: next })} />
        <Button variant="flat" onPress={() => onChange({ isRemoved: false, deletesFile: false })}>
          {say('parts.keep', { device: label })}
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
            {isNew ? <Badge tone="info">{say('parts.newDevice')}</Badge> : existing !== null ? <Badge tone="info">{say('parts.existingDisk')}</Badge> : isGrown(disk) ? <Badge tone="info">{say('parts.changedDevice')}</Badge> : null}
            <Button variant="flat" icon="trash" disabledReason={lockedReason} onPress={onRemove}>
              {say('parts.remove', { device: label })}
            </Button>
          </>
        }
      >
        <div className="app-form-grid">
          <TextField
            label={say('parts.sizeOf', { disk: label })}
            value={sizeText}
            onChange={(text) => onChange({ sizeText: text })}
            isDisabled={lockedReason !== undefined || existing !== null}
            description={lockedReason ?? (existing !== null ? say('parts.existingDiskExplained', { disk: existing.label, vm: existing.vmName }) : isNew ? say('parts.sizeExample') : say('parts.disksOnlyGrow'))}
            errorText={problem}
          />
          <Select
            label={say('parts.formatOf', { disk: label })}
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
  if (!deletesFile) return say('parts.fileStays');
  return before !== null && before.logicalBytes > 0 ? say('parts.withOfData', { logical: formatBytes(before.logicalBytes) }) : say('parts.holdsNoData');
}
