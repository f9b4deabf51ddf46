import { useMemo, useRef, useState } from 'react';
import type { ActionItem } from '../../ui/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { saveText } from '../../ui/saveText.ts';
import { denialOf } from '../../stores/access.ts';
import { yard } from '../../stores/connection.ts';
import { useCustomization, type Customization } from '../../stores/customization.ts';
import { notifyFault } from '../../stores/notices.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { CustomizationSpec } from '../../../shared/model/customization.ts';
import { say } from '../../strings/say.ts';
import { CallButton } from '../parts/CallButton.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { limited, type ActionCalls } from '../parts/limited.ts';
import { specColumns } from './columns.tsx';
import { DeleteSpecDialog, DuplicateSpecDialog, ImportSpecDialog } from './SpecDialogs.tsx';
import { SpecWizard } from './SpecWizard.tsx';

type Open =
  | { readonly type: 'edit'; readonly spec: CustomizationSpec | null }
  | { readonly type: 'duplicate' | 'delete'; readonly spec: CustomizationSpec }
  | { readonly type: 'import'; readonly text: string; readonly name: string };

const { customization } = contract;
const calls: ActionCalls = { edit: customization.update, duplicate: customization.duplicate, export: customization.export, delete: customization.remove };
const rowId = (spec: CustomizationSpec) => spec.id;

async function exportSpec(spec: CustomizationSpec): Promise<void> {
  try {
    const { fileName, text } = await yard().customization.export({ specId: spec.id });
    saveText(fileName, 'application/json', text);
  } catch (error) {
    notifyFault(say('customization.couldNotBeExported', { specification: spec.values.name }), error);
  }
}

/** All specifications, and what is done with them. */
export function SpecsTab({ known }: { known: Customization }) {
  const [open, setOpen] = useState<Open | null>(null);
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const input = useRef<HTMLInputElement>(null);
  const { isLoading } = useCustomization();
  const selected = useMemo(() => known.specs.filter((spec) => selectedIds.has(rowId(spec))), [known.specs, selectedIds]);
  const close = () => setOpen(null);

  const actionsFor = (specs: readonly CustomizationSpec[]): ActionItem[] => {
    const [only, ...others] = specs;
    const reason = only === undefined ? say('customization.selectASpecificationFirst') : others.length > 0 ? say('customization.selectOneSpecificationOnly') : undefined;
    const on = (act: (spec: CustomizationSpec) => void) => () => {
      if (only !== undefined) act(only);
    };
    const actions: ActionItem[] = [
      { id: 'edit', label: say('common.edit'), disabledReason: reason, onAction: on((spec) => setOpen({ type: 'edit', spec })) },
      { id: 'duplicate', label: say('customization.duplicateAction'), icon: 'copy', disabledReason: reason, onAction: on((spec) => setOpen({ type: 'duplicate', spec })) },
      { id: 'export', label: say('customization.exportSpecification'), icon: 'download', disabledReason: reason, onAction: on((spec) => void exportSpec(spec)) },
      { id: 'delete', label: say('common.delete'), icon: 'trash', isDestructive: true, separatorBefore: true, disabledReason: reason, onAction: on((spec) => setOpen({ type: 'delete', spec })) },
    ];
    return limited(actions, calls);
  };
  const readFile = async (file: File) => {
    try {
      setOpen({ type: 'import', text: await file.text(), name: file.name.replace(/\.json$/i, '').slice(0, 80) });
    } catch (error) {
      notifyFault(say('customization.couldNotBeRead', { file: file.name }), error);
    }
  };
  const create = () => setOpen({ type: 'edit', spec: null });

  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={say('customization.exportedSpecification')}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // Cleared so that choosing the same file again is noticed.
          event.target.value = '';
          if (file !== undefined) void readFile(file);
        }}
      />
      <DataGrid
        aria-label={say('customization.customizationSpecifications')}
        columns={specColumns}
        rows={known.specs}
        getRowId={rowId}
        selectedIds={selectedIds}
        onSelectionChange={setSelectedIds}
        onOpen={(spec) => {
          if (denialOf(customization.update) === undefined) setOpen({ type: 'edit', spec });
        }}
        contextActions={actionsFor}
        itemNames={itemNames.specification}
        {...gridMemory('customizationSpecs')}
        toolbar={
          <>
            <CallButton call={customization.create} variant="flat" icon="plus" onPress={create}>
              {say('common.new')}
            </CallButton>
            <CallButton call={customization.import} variant="flat" icon="upload" onPress={() => input.current?.click()}>
              {say('customization.importAction')}
            </CallButton>
            {actionsFor(selected)
              .filter(({ isDestructive }) => isDestructive !== true)
              .map(({ id, label, icon, disabledReason, onAction }) => (
                <Button key={id} variant="flat" {...(icon === undefined ? {} : { icon })} disabledReason={disabledReason} onPress={onAction}>
                  {label}
                </Button>
              ))}
          </>
        }
        emptyState={
          isLoading ? (
            <EmptyState icon="clock" title={say('customization.loadingTheSpecifications')} />
          ) : (
            <EmptyState
              icon="user"
              title={say('customization.noCustomizationSpecifications')}
              text={say('customization.specificationsExplained')}
              actions={
                <CallButton call={customization.create} variant="primary" onPress={create}>
                  {say('customization.newSpecificationAction')}
                </CallButton>
              }
            />
          )
        }
      />
      {open?.type === 'edit' ? <SpecWizard spec={open.spec} known={known} onClose={close} /> : null}
      {open?.type === 'duplicate' ? <DuplicateSpecDialog spec={open.spec} onClose={close} /> : null}
      {open?.type === 'delete' ? <DeleteSpecDialog spec={open.spec} onClose={close} /> : null}
      {open?.type === 'import' ? <ImportSpecDialog text={open.text} firstName={open.name} onClose={close} /> : null}
    </>
  );
}
