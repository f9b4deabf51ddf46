/** The templates and machines of a new yard as inventory drafts. */
import type { FileId } from '../../shared/ids.ts';
import type { Mechanism } from '../../shared/model/inventory.ts';
import { fileCloneReason, xcopyReason } from '../offload/rules/decideClone.ts';
import { firstAdapterOn } from '../inventory/nics.ts';
import type { VmDraft, VmRecord } from '../inventory/records.ts';
import type { BuiltContainers } from './containers.ts';
import { Random } from './random.ts';
import type { YardPlan } from './sampleYard.ts';

export interface PlannedMachine {
  readonly name: string;
  readonly templateIndex: number;
  readonly folder: string;
  readonly cluster: string;
  readonly network: string;
  readonly isPoweredOn: boolean;
  readonly writtenBytes: number;
  readonly seed: number;
}

const blockBytes = 4096;

/** Every machine of the plan with what chance has decided for it, the same each time. */
export function plannedMachines(plan: YardPlan): PlannedMachine[] {
  const random = new Random(0xca11);
  return plan.machines.flatMap((row) =>
    Array.from({ length: row.count }, (_, index): PlannedMachine => {
      // Squaring makes most of them small writers and a few big ones; every eighth has written nothing.
      const share = random.below(1000) / 1000;
      const writtenBytes = index % 8 === 7 ? 0 : Math.floor((share * share * row.writtenMib * 1024 * 1024) / blockBytes) * blockBytes;
      return {
        name: `${row.prefix}${String(index + 1).padStart(2, '0')}`,
        templateIndex: plan.templates.findIndex((template) => template.name === row.template),
        folder: row.folder,
        cluster: row.cluster,
        network: row.network,
        isPoweredOn: random.below(100) < row.poweredOnPercent,
        writtenBytes,
        seed: random.next(),
      };
    }),
  );
}

export function templateDrafts(plan: YardPlan, containers: BuiltContainers, files: readonly FileId[]): VmDraft[] {
  const [cluster] = plan.clusters;
  return plan.templates.map((template, index): VmDraft => {
    const hosts = cluster ? containers.hostsOf(cluster.name) : [];
    return {
      name: template.name,
      isTemplate: true,
      source: null,
      folderId: containers.idOf('folder', template.folder),
      hostId: pick(hosts, index),
      datastoreId: containers.idOf('datastore', template.datastore),
      powerState: 'poweredOff',
      guestOs: template.guestOs,
      cpuCount: template.cpuCount,
      memoryBytes: template.memoryBytes,
      notes: template.notes,
      disks: [{ fileId: pick(files, index), sizeBytes: template.diskBytes, label: 'Hard disk 1', mechanism: 'imported', mechanismReason: 'Generated when the sample yard was set up.' }],
      nics: [firstAdapterOn(containers.idOf('network', template.network))],
    };
  });
}

export function machineDrafts(
  containers: BuiltContainers,
  machines: readonly PlannedMachine[],
  files: readonly FileId[],
  templates: readonly VmRecord[],
): VmDraft[] {
  return machines.map((machine, index): VmDraft => {
    const template = pick(templates, machine.templateIndex);
    const made = howCloned(containers, template);
    return {
      name: machine.name,
      isTemplate: false,
      source: { id: template.id, name: template.name },
      folderId: containers.idOf('folder', machine.folder),
      hostId: pick(containers.hostsOf(machine.cluster), index),
      datastoreId: template.datastoreId,
      powerState: machine.isPoweredOn ? 'poweredOn' : 'poweredOff',
      guestOs: template.guestOs,
      cpuCount: template.cpuCount,
      memoryBytes: template.memoryBytes,
      notes: '',
      disks: template.disks.map(({ sizeBytes, label }) => ({ fileId: pick(files, index), sizeBytes, label, ...made })),
      nics: [firstAdapterOn(containers.idOf('network', machine.network))],
    };
  });
}

/** What the rules come to for the arrays that a new yard has. Nothing was decided when it was set up, so no trail is kept of it. */
function howCloned({ records }: BuiltContainers, { datastoreId }: VmRecord): { readonly mechanism: Mechanism; readonly mechanismReason: string } {
  const isVmfs = records.some((record) => record.kind === 'datastore' && record.id === datastoreId && record.type === 'VMFS');
  return isVmfs ? { mechanism: 'xcopy', mechanismReason: xcopyReason } : { mechanism: 'fileClone', mechanismReason: fileCloneReason };
}

/** Element `index`, starting over at the end. */
function pick<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('The plan of the yard names something it does not have.');
  return found;
}
