import { useMemo } from 'react';
import { Select } from '../../ui/Select.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { containerOf, useInventoryIndex } from '../../stores/inventory.ts';
import { objectIdSchema } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import type { DeployInput } from './deployInput.ts';

export interface NameStepProps {
  template: VmRow;
  input: DeployInput;
  onChange: (change: Partial<DeployInput>) => void;
  /** What is wrong with the name; empty when nothing is. */
  trouble: string;
  isValidationShown: boolean;
}

/** What it is called, and the folder of VMs and templates it lies in. */
export function NameStep({ template, input, onChange, trouble, isValidationShown }: NameStepProps) {
  const { containers } = useInventoryIndex();
  const folders = useMemo(() => containers.filter(({ kind }) => kind === 'folder'), [containers]);
  return (
    <>
      <TextField
        label={say('deploy.virtualMachineName')}
        value={input.name}
        onChange={(name) => onChange({ name })}
        description={say('deploy.nameRule')}
        errorText={input.name === '' && !isValidationShown ? '' : trouble}
      />
      <Select
        label={say('common.folder')}
        value={input.folderId ?? template.folderId}
        onChange={(id) => onChange({ folderId: objectIdSchema.parse(id) })}
        options={folders.map(({ id, name, parentId }) => {
          const parent = parentId === null ? undefined : containerOf(parentId);
          return { id, label: name, icon: 'folder', description: folderWords(parent?.name, id === template.folderId) };
        })}
      />
    </>
  );
}

function folderWords(place: string | undefined, isOfTemplate: boolean): string {
  if (place === undefined) return isOfTemplate ? say('deploy.folderOfTemplate') : '';
  return isOfTemplate ? say('deploy.folderOfTemplateIn', { place }) : say('deploy.folderIn', { place });
}
