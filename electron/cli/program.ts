/** The whole command line: global options, every command, and how a run ends. */
import { Command, CommanderError } from 'commander';
import { addCheck } from './commands/check.ts';
import { addDatastoreLs } from './commands/datastoreLs.ts';
import { addDatastoreMaintenance } from './commands/datastoreMaintenance.ts';
import { addDatastoreMount, addDatastoreUnmount } from './commands/datastoreMount.ts';
import { addDatastoreShow } from './commands/datastoreShow.ts';
import { addDemo } from './commands/demo.ts';
import { addDeploy } from './commands/deploy.ts';
import { addHostLs } from './commands/hostLs.ts';
import { addHostSet } from './commands/hostSet.ts';
import { addHostShow } from './commands/hostShow.ts';
import { addImport } from './commands/importImage.ts';
import { addInit } from './commands/init.ts';
import { addNetworkLs } from './commands/networkLs.ts';
import { addOffloadCompare } from './commands/offloadCompare.ts';
import { addOffloadDecide } from './commands/offloadDecide.ts';
import { addOffloadExplain } from './commands/offloadExplain.ts';
import { addOffloadSet } from './commands/offloadSet.ts';
import { addOffloadStats } from './commands/offloadStats.ts';
import { addOffloadStatus } from './commands/offloadStatus.ts';
import { addOffloadTrails } from './commands/offloadTrails.ts';
import { addRapidClone } from './commands/rapidClone.ts';
import { addScrub } from './commands/scrub.ts';
import { addServe } from './commands/serve.ts';
import { addSpaceExact } from './commands/spaceExact.ts';
import { addSpaceQuota } from './commands/spaceQuota.ts';
import { addSpaceShow } from './commands/spaceShow.ts';
import { addTaskCancel } from './commands/taskCancel.ts';
import { addTaskLs } from './commands/taskLs.ts';
import { addTaskShow } from './commands/taskShow.ts';
import { addTemplateLs } from './commands/templateLs.ts';
import { addTemplateRm } from './commands/templateRm.ts';
import { addTemplateShow } from './commands/templateShow.ts';
import { addVmClone } from './commands/vmClone.ts';
import { addVmCompare } from './commands/vmCompare.ts';
import { addVmCustomize } from './commands/vmCustomize.ts';
import { addVmDiff } from './commands/vmDiff.ts';
import { addVmExport } from './commands/vmExport.ts';
import { addVmHolders } from './commands/vmHolders.ts';
import { addVmLs } from './commands/vmLs.ts';
import { addVmMigrate } from './commands/vmMigrate.ts';
import { addVmPower } from './commands/vmPower.ts';
import { addVmRm } from './commands/vmRm.ts';
import { addVmShow } from './commands/vmShow.ts';
import { addVmSnapshotCreate } from './commands/vmSnapshotCreate.ts';
import { addVmSnapshotLs } from './commands/vmSnapshotLs.ts';
import { addVmSnapshotRevert } from './commands/vmSnapshotRevert.ts';
import { addVmSnapshotRm } from './commands/vmSnapshotRm.ts';
import { addVmSpace } from './commands/vmSpace.ts';
import { addVmWrite } from './commands/vmWrite.ts';
import { addVolumeClone } from './commands/volumeClone.ts';
import { addVolumeCreate } from './commands/volumeCreate.ts';
import { addVolumeDedupe } from './commands/volumeDedupe.ts';
import { addVolumeLs } from './commands/volumeLs.ts';
import { addVolumeResize } from './commands/volumeResize.ts';
import { addVolumeRm } from './commands/volumeRm.ts';
import { addVolumeSet } from './commands/volumeSet.ts';
import { addVolumeShow } from './commands/volumeShow.ts';
import { addVolumeSnapshotCreate } from './commands/volumeSnapshotCreate.ts';
import { addVolumeSnapshotLs } from './commands/volumeSnapshotLs.ts';
import { addVolumeSnapshotRestore } from './commands/volumeSnapshotRestore.ts';
import { addVolumeSnapshotRm } from './commands/volumeSnapshotRm.ts';
import { addVolumeSplit } from './commands/volumeSplit.ts';
import { addAccessCommands } from './accessCommands.ts';
import { addCustomizationCommands } from './customizationCommands.ts';
import { addHardwareCommands, addUnattachedCommands } from './hardwareCommands.ts';
import { addHistoryCommands } from './historyCommands.ts';
import { addPolicyCommands } from './policyCommands.ts';
import { faultDocument, faultOf, faultText, TaskFault } from './faults.ts';
import { addHosting } from './hosting.ts';
import { addLifecycle } from './lifecycle.ts';
import { openSession, type OpenSession } from './session.ts';
import { Shell } from './shell.ts';
import { Terminal, type TextSink } from './terminal.ts';

export interface CommandLine {
  readonly args: readonly string[];
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly workingDirectory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly version: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Another way to the yard, for tests. */
  readonly openSession?: OpenSession;
}

/** 0 done, 1 a fault, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Runs one command to its end. Everything it has to say is printed when this resolves. */
export async function runCommandLine(line: CommandLine): Promise<ExitCode> {
  const terminal = new Terminal(line.stdout, line.stderr);
  const program = new Command('cloneyard');
  const shell = new Shell({
    terminal,
    workingDirectory: line.workingDirectory,
    environment: line.environment,
    version: line.version,
    signal: line.signal,
    openSession: line.openSession ?? openSession,
    readOptions: () => readOptions(program),
  });
  buildProgram(program, shell);
  try {
    await program.parseAsync(line.args, { from: 'user' });
    return shell.exitCode;
  } catch (error) {
    // Wrong usage may be found before --json has been read, so the arguments themselves are asked.
    return reportEnd(error, terminal, line.args.includes('--json'), line.signal);
  }
}

function readOptions(program: Command): { json: boolean; data: string | undefined } {
  const { json, data } = program.opts<{ json?: true; data?: string }>();
  return { json: json === true, data };
}

function buildProgram(program: Command, shell: Shell): void {
  program
    .description('Stamp out virtual machines by sharing blocks instead of copying them.')
    .version(shell.version)
    .option('--data <directory>', "data directory (default: $CLONEYARD_DATA, else the platform's place for application data)")
    .option('--json', 'print one JSON document on standard output')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: (text) => shell.terminal.print(text), writeErr: (text) => shell.terminal.note(text) })
    .showHelpAfterError('Add --help to see how it is used.');
  addInit(program, shell);
  addImport(program, shell);
  const template = program.command('template').description('templates: ls, show, rename, convert, rm');
  for (const add of [addTemplateLs, addTemplateShow, addTemplateRm]) add(template, shell);
  addDeploy(program, shell);
  addRapidClone(program, shell);
  const vm = program.command('vm').description('virtual machines: ls, show, create, set, disk, nic, rm, power, rename, move, convert, notes, unregister, unregistered, register, clone, migrate, customize, snapshot, diff, space, holders, export, write, compare');
  for (const add of [addVmLs, addVmShow, addVmRm, addVmPower, addVmClone, addVmMigrate, addVmCustomize]) add(vm, shell);
  addHardwareCommands(vm, shell);
  addUnattachedCommands(program, shell);
  const snapshot = vm.command('snapshot').description('snapshots of a virtual machine: ls, create, revert, rm');
  for (const add of [addVmSnapshotLs, addVmSnapshotCreate, addVmSnapshotRevert, addVmSnapshotRm]) add(snapshot, shell);
  for (const add of [addVmDiff, addVmSpace, addVmHolders, addVmExport, addVmWrite, addVmCompare]) add(vm, shell);
  addCustomizationCommands(program, shell);
  addPolicyCommands(program, shell);
  const datastore = program.command('datastore').description('datastores: ls, show, rename, notes, mount, unmount, maintenance');
  for (const add of [addDatastoreLs, addDatastoreShow, addDatastoreMount, addDatastoreUnmount, addDatastoreMaintenance]) add(datastore, shell);
  addLifecycle(program, shell, { vm, template, datastore });
  const network = program.command('network').description('networks: ls, create, set, rename, notes, rm');
  addNetworkLs(network, shell);
  const host = program.command('host').description('hosts, their switches of hardware acceleration and maintenance mode: ls, show, set, add, hardware, move, maintenance, notes, rm');
  for (const add of [addHostLs, addHostShow, addHostSet]) add(host, shell);
  addHosting(program, shell, { host, network });
  const offload = program.command('offload').description('what is handed over to the array, and why or why not: stats, status, explain, decide, set, trails, compare');
  for (const add of [addOffloadStats, addOffloadStatus, addOffloadExplain, addOffloadDecide, addOffloadSet, addOffloadTrails, addOffloadCompare]) add(offload, shell);
  const volume = program.command('volume').description('volumes: ls, show, create, resize, set, rm, snapshot, clone, split, dedupe');
  for (const add of [addVolumeLs, addVolumeShow, addVolumeCreate, addVolumeResize, addVolumeSet, addVolumeRm, addVolumeClone, addVolumeSplit, addVolumeDedupe]) add(volume, shell);
  const volumeSnapshot = volume.command('snapshot').description('snapshots of a volume: ls, create, restore, rm');
  for (const add of [addVolumeSnapshotLs, addVolumeSnapshotCreate, addVolumeSnapshotRestore, addVolumeSnapshotRm]) add(volumeSnapshot, shell);
  const space = program.command('space').description('space of the whole array: show, quota, exact');
  for (const add of [addSpaceShow, addSpaceQuota, addSpaceExact]) add(space, shell);
  const task = program.command('task').description('tasks: ls, show, cancel');
  for (const add of [addTaskLs, addTaskShow, addTaskCancel]) add(task, shell);
  addHistoryCommands(program, shell);
  addAccessCommands(program, shell);
  addCheck(program, shell);
  addScrub(program, shell);
  addServe(program, shell);
  addDemo(program, shell);
}

function reportEnd(error: unknown, terminal: Terminal, isJson: boolean, signal: AbortSignal): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (isJson) terminal.print(JSON.stringify({ fault: 'InvalidArgument', message: error.message.replace(/^error: /, '') }));
    return 2;
  }
  const fault = signal.aborted && !(error instanceof TaskFault) ? interruptedFault(error) : faultOf(error);
  if (isJson) terminal.print(JSON.stringify(faultDocument(fault, error instanceof TaskFault ? error.task : null)));
  else terminal.note(faultText(fault));
  return 1;
}

/** After Ctrl-C everything that fails does so because of it; what a fault said about it is kept. */
function interruptedFault(error: unknown): ReturnType<typeof faultOf> {
  const fault = faultOf(error);
  return fault.code === 'RequestCanceled' ? fault : { code: 'RequestCanceled', message: 'Cancelled.' };
}
