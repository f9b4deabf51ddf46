import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import type { ActionItem } from '../../ui/actions.ts';
import { Button } from '../../ui/Button.tsx';
import { DataGrid } from '../../ui/DataGrid.tsx';
import { ObjectHeader } from '../../ui/ObjectHeader.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { denialOf } from '../../stores/access.ts';
import { useInventory } from '../../stores/inventory.ts';
import { usePolicies } from '../../stores/policies.ts';
import { navigate } from '../../stores/route.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { StoragePolicy } from '../../../shared/model/policies.ts';
import { say } from '../../strings/say.ts';
import { CallButton } from '../parts/CallButton.tsx';
import { gridMemory } from '../parts/gridMemory.ts';
import { itemNames } from '../parts/itemNames.ts';
import { limited, type ActionCalls } from '../parts/limited.ts';
import { policyColumns } from './columns.tsx';
import { PolicyDialog } from './PolicyDialog.tsx';
import { ComplianceDialog, DeletePolicyDialog } from './PolicyDialogs.tsx';
import { policyRows, type PolicyRow } from './policyRows.ts';

type Open = { readonly type: 'edit'; readonly policy: StoragePolicy | null } | { readonly type: 'delete' | 'compliance'; readonly policy: StoragePolicy };

const title = say('policies.vmStoragePolicies');
const rowId = ({ id }: PolicyRow) => id;

/** The manager of storage policies: what they ask for, who has them, and who of those is not compliant. */
export function PoliciesPage() {
  const phase = usePolicies((state) => state.phase);
  useEffect(() => {
    document.title = `${title} - Cloneyard`;
  }, []);
  return (
    <ObjectHeader icon="tasks" title={title}>
      {phase === 'loading' ? <Spinner label={say('policies.loadingTheStoragePolicies')} /> : <PolicyList />}
    </ObjectHeader>
  );
}

function PolicyList() {
  const [open, setOpen] = useState<Open | null>(null);
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());
  const { policies, datastores, book } = usePolicies((state) => state);
  // Who has which policy is counted over all machines: not while something is typed or clicked.
  const vms = useDeferredValue(useInventory((state) => state.vms));
  const rows = useMemo(() => policyRows(policies, datastores, book, vms.values()), [policies, datastores, book, vms]);
  const selected = rows.filter((row) => selectedIds.has(row.id));
  const close = () => setOpen(null);

  return (
    <>
      <DataGrid
        aria-label={title}
        columns={policyColumns}
        rows={rows}
        getRowId={rowId}
        selectedIds={selectedIds}
        onSelectionChange={setSelectedIds}
        onOpen={({ policy }) => {
          if (policy !== null && denialOf(contract.policies.update) === undefined) setOpen({ type: 'edit', policy });
        }}
        contextActions={(on) => actionsFor(on, setOpen)}
        itemNames={itemNames.policy}
        {...gridMemory('storagePolicies')}
        toolbar={
          <>
            <CallButton call={contract.policies.create} variant="flat" icon="plus" onPress={() => setOpen({ type: 'edit', policy: null })}>
              {say('common.new')}
            </CallButton>
            {actionsFor(selected, setOpen)
              .filter(({ isDestructive }) => isDestructive !== true)
              .map(({ id, label, icon, disabledReason, onAction }) => (
                <Button key={id} variant="flat" {...(icon === undefined ? {} : { icon })} disabledReason={disabledReason} onPress={onAction}>
                  {label}
                </Button>
              ))}
          </>
        }
      />
      {open?.type === 'edit' ? <PolicyDialog policy={open.policy} onClose={close} /> : null}
      {open?.type === 'delete' ? <DeletePolicyDialog policy={open.policy} onClose={close} /> : null}
      {open?.type === 'compliance' ? <ComplianceDialog policy={open.policy} onClose={close} /> : null}
    </>
  );
}

const { policies: policyCalls } = contract;
const calls: ActionCalls = { edit: policyCalls.update, compliance: policyCalls.compliance, machines: null, delete: policyCalls.remove };

function actionsFor(rows: readonly PolicyRow[], setOpen: (open: Open) => void): ActionItem[] {
  const [only, ...others] = rows;
  const noOne = only === undefined ? say('policies.selectAPolicyFirst') : others.length > 0 ? say('policies.selectOnePolicyOnly') : undefined;
  const builtIn = noOne ?? (only?.policy === null ? say('policies.policyIsBuiltIn', { policy: only.name }) : undefined);
  const inUse = only === undefined || only.vmCount === 0 ? undefined : say('policies.machinesHaveIt', { count: only.vmCount });
  const on = (act: (policy: StoragePolicy) => void) => () => {
    if (only !== undefined && only.policy !== null) act(only.policy);
  };
  const actions: ActionItem[] = [
    { id: 'edit', label: say('common.edit'), icon: 'edit', disabledReason: builtIn, onAction: on((policy) => setOpen({ type: 'edit', policy })) },
    { id: 'compliance', label: say('policies.checkCompliance'), icon: 'check', disabledReason: builtIn, onAction: on((policy) => setOpen({ type: 'compliance', policy })) },
    {
      id: 'machines',
      label: say('policies.showMachines'),
      icon: 'vm',
      disabledReason: noOne ?? (only?.vmCount === 0 ? say('policies.nobodyHasIt') : undefined),
      onAction: () => {
        if (only !== undefined) navigate({ page: 'search', query: `policy="${only.name}"` });
      },
    },
    { id: 'delete', label: say('common.delete'), icon: 'trash', isDestructive: true, separatorBefore: true, disabledReason: builtIn ?? inUse, onAction: on((policy) => setOpen({ type: 'delete', policy })) },
  ];
  return limited(actions, calls);
}
