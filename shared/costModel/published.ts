/**
 * The model against figures that others have published. A rate that a source measured as the limit of its set-up is given to
 * the model; what came of it is what the model has to tell. Nothing else is fitted to a row: what a source does not say comes
 * from the nearest profile. GB and MB are 1,000,000,000 and 1,000,000 bytes.
 */
import { mibBytes } from '../units.ts';
import { hardwareProfiles, type Hardware } from './hardware.ts';
import { modelRun, timeOf } from './modelRun.ts';
import { workOf, zeroWorkOf, type ModelledOperation } from './work.ts';

/** One document and what it tells. */
export interface PublishedSource {
  readonly source: string;
  /** What the source says about its set-up, and what the model is given because of it. */
  readonly setUp: string;
  readonly figures: readonly PublishedFigure[];
}

export interface PublishedFigure {
  readonly quantity: string;
  readonly unit: string;
  /** As published. Several values where the source gives several, for example read and written. */
  readonly published: readonly number[];
  /** How the source puts it where that is no plain number. */
  readonly publishedText?: string;
  readonly modelled: readonly number[];
  /** Modelled divided by published; null where nothing can be divided. */
  readonly ratio: number | null;
  /** Where the model is off, and why. */
  readonly remark: string;
}

type Draft = Omit<PublishedFigure, 'ratio'>;

const mb = 1_000_000;
const gb = 1_000 * mb;
const defaultSegmentBytes = 4 * mibBytes;
const minuteMs = 60_000;

export function modelPublished(): PublishedSource[] {
  return [xiv(), equalLogic(), threePar(), eagerZeroed(), quadStor(), flash(), vnx(), fileSnap(), rapidClones()];
}

function xiv(): PublishedSource {
  // The measured rate stands for whatever kept the host from being faster.
  const slowPath: Hardware = { ...hardwareProfiles.fc8, linkBytesPerSecond: 75 * mb, usableShare: 1 };
  const host = modelRun(copyOf(145 * gb, 'hostCopy'), slowPath);
  const offload = modelRun(copyOf(145 * gb, 'fullCopy'), hardwareProfiles.fc8);
  return sourceOf(
    'vmwaremine.com, 14 March 2012',
    '145 GB thick disk, IBM XIV, 8 Gb HBA; given: the host reads 75 MB/s and writes 75 MB/s; array of profile fc8',
    [
      { quantity: 'Clone by the host', unit: 'min', published: [32], modelled: [host.elapsedMs / minuteMs], remark: 'The rate is given, so this says only that the path was the limit.' },
      { quantity: 'Storage vMotion by the host', unit: 'min', published: [29], modelled: [host.elapsedMs / minuteMs], remark: 'The model knows no difference between a clone and a Storage vMotion; the source rounds the rate ("around 75 MB/s").' },
      { quantity: 'Clone by the array', unit: 'min', published: [8], modelled: [offload.elapsedMs / minuteMs], remark: 'The copy rate of the profile comes from another array, so the closeness is partly luck.' },
      { quantity: 'Host traffic during the array’s clone', unit: 'MB/s', published: [0], modelled: [offload.networkBytes / mb / (offload.elapsedMs / 1_000)], remark: 'Only the commands pass: 124 bytes for 4 MiB.' },
    ],
  );
}

function equalLogic(): PublishedSource {
  const slowPath: Hardware = { ...hardwareProfiles.nfs1, linkBytesPerSecond: 60 * mb, usableShare: 1 };
  const host = modelRun(copyOf(60 * gb, 'hostCopy'), slowPath);
  const offload = modelRun(copyOf(60 * gb, 'fullCopy'), hardwareProfiles.nfs1);
  return sourceOf(
    'paulgrevink.wordpress.com, 20 April 2012',
    '60 GB template, EqualLogic; given: 60 MB/s read and 60 MB/s written by the host; array of profile nfs1 over Ethernet',
    [
      { quantity: 'Deploy by the host', unit: 'min', published: [15], publishedText: 'at least 15', modelled: [host.elapsedMs / minuteMs], remark: 'The rate is given.' },
      { quantity: 'Deploy by the array', unit: 'min', published: [], publishedText: 'a few', modelled: [offload.elapsedMs / minuteMs], remark: 'Too vague to be divided by.' },
    ],
  );
}

function threePar(): PublishedSource {
  const hardware = hardwareProfiles.fc8;
  const host = modelRun(copyOf(370 * gb, 'hostCopy'), hardware);
  const offload = modelRun(copyOf(370 * gb, 'fullCopy'), hardware);
  const trafficOf = ({ networkBytes, elapsedMs }: typeof host): number => networkBytes / mb / (elapsedMs / 1_000);
  return sourceOf(
    'derekseaman.com, HP 3PAR T400 and VAAI',
    'Storage vMotion of 370 GB, mostly empty; given: 616 MB/s over the SAN, taken as 308 MB/s read and 308 MB/s written, the rates of profile fc8',
    [
      { quantity: 'By the host', unit: 'min', published: [20], modelled: [host.elapsedMs / minuteMs], remark: 'The rate is given. It fits only if every byte of the disk is moved, so the empty part was moved as well.' },
      { quantity: 'By the array', unit: 'min', published: [20], modelled: [offload.elapsedMs / minuteMs], remark: 'The array is the limit either way: offload relieves the host and is no faster. An array that left the empty part out would be; this one did not, and the model does not know which do.' },
      { quantity: 'SAN traffic during the array’s copy', unit: 'MB/s', published: [0], modelled: [trafficOf(offload)], remark: 'Only the commands pass.' },
      { quantity: 'Processor relief of the host', unit: 'MHz', published: [3_916 - 3_674], modelled: [host.hostMhz - offload.hostMhz], remark: 'The source of the cycles per byte of Fibre Channel, so it proves nothing.' },
    ],
  );
}

function eagerZeroed(): PublishedSource {
  const sizeBytes = 100 * gb;
  const host = timeOf(zeroWorkOf(sizeBytes, false, hardwareProfiles.fc8), hardwareProfiles.fc8);
  const offload = timeOf(zeroWorkOf(sizeBytes, true, hardwareProfiles.fc8), hardwareProfiles.fc8);
  return sourceOf(
    'derekseaman.com, HP 3PAR T400 and VAAI',
    'Creating an eager-zeroed disk; profile fc8, 100 GB assumed, since the size cancels out',
    [
      { quantity: 'Zeroing by WRITE SAME', unit: 'GB/s', published: [10], publishedText: 'about 10', modelled: [sizeBytes / gb / (offload.elapsedMs / 1_000)], remark: 'Off by a factor of ten: the model lets the array answer one WRITE SAME of 1 MiB per millisecond. This array recognises zeros in hardware and takes many commands at a time.' },
      { quantity: 'Against zeroing by the host', unit: 'times', published: [20], publishedText: 'about 20', modelled: [host.elapsedMs / offload.elapsedMs], remark: 'Follows from the row above; the host’s own rate would be 500 MB/s by the source and is 308 MB/s in the model.' },
    ],
  );
}

function quadStor(): PublishedSource {
  const ioOf = (mechanism: ModelledOperation['mechanism']): number[] => {
    const work = workOf(copyOf(10 * gb, mechanism), hardwareProfiles.fc8);
    return [work.arrayReadBytes / gb, work.arrayWriteBytes / gb];
  };
  const row = (quantity: string, published: number[], mechanism: ModelledOperation['mechanism'], remark: string): Draft => ({ quantity, unit: 'GB', published, modelled: ioOf(mechanism), remark });
  return sourceOf('quadstor.com, "VAAI support and the impact of data deduplication"', 'Clone of a 10 GB machine; what the array reads and writes', [
    row('Without VAAI, read / written', [10, 10], 'hostCopy', 'Counted, not timed.'),
    row('VAAI, no inline dedupe', [10, 10], 'fullCopy', 'The array copies.'),
    row('VAAI, inline dedupe', [10, 0], 'fullCopy', 'Off: the model does not know of arrays that copy and find while writing that they need not.'),
    row('VAAI, aware of pointers', [0, 0], 'xcopy', 'The array shares.'),
  ]);
}

function flash(): PublishedSource {
  const run = modelRun(copyOf(32 * gb, 'fullCopy'), hardwareProfiles.fc16);
  return sourceOf('joshodgers.com, 1 January 2015', '32 GB machine on an unnamed flash array; given: 7,000 MB/s at the peak, taken as 3,500 MB/s read and 3,500 MB/s written, the rates of profile fc16', [
    { quantity: 'Clone by the array', unit: 's', published: [7], modelled: [run.elapsedMs / 1_000], remark: 'The source does not say how much of the 32 GB was in use; the model copies all of it.' },
  ]);
}

function vnx(): PublishedSource {
  const [host, offload] = [copyOf(32 * gb, 'hostCopy'), copyOf(32 * gb, 'fullCopy')].map((operation) => workOf(operation, hardwareProfiles.fc8).commandCount);
  return sourceOf('EMC, "VMware vStorage APIs for Array Integration with EMC VNX series for SAN", September 2011, figure 8', 'Clone on VNX; size not given here, it cancels out', [
    {
      quantity: 'Commands of the host for each copy command', unit: 'times', published: [8_000 / 115], publishedText: '8,000 to 115',
      modelled: [(host ?? 0) / (offload ?? 1)],
      remark: 'The model counts a read and a write for every 64 KiB. Counted as pairs it comes to 64, which is near what was published. Which of the two the figure counts could not be told.',
    },
  ]);
}

function fileSnap(): PublishedSource {
  const hardware: Hardware = { ...hardwareProfiles.nfs10, roundTripMs: 0 };
  const run = modelRun({ ...copyOf(10 * gb, 'fileClone'), cloneCount: 10_000 }, hardware);
  return sourceOf('Veritas Storage Foundation Cluster File System 6.0, FileSnap creation', 'One thread on the server itself; given: no network between', [
    { quantity: 'File clones', unit: 'per min', published: [10_000], publishedText: 'over 10,000', modelled: [10_000 / (run.elapsedMs / minuteMs)], remark: 'The source of the time of a file clone, so it proves nothing.' },
  ]);
}

function rapidClones(): PublishedSource {
  const run = modelRun({ ...copyOf(10 * gb, 'fileClone'), cloneCount: 100 }, hardwareProfiles.nfs1);
  return sourceOf('blog.scottlowe.org, 28 February 2008', '100 virtual machines by file clones on NFS, hardware not given; profile nfs1', [
    {
      quantity: '100 machines', unit: 's', published: [120], publishedText: 'a couple of minutes', modelled: [run.elapsedMs / 1_000],
      remark: 'Off by two orders of magnitude: nearly all of the time goes into registering and customizing machines, which the model leaves out. It tells what storage takes.',
    },
  ]);
}

function copyOf(bytes: number, mechanism: ModelledOperation['mechanism']): ModelledOperation {
  return { mechanism, cloneCount: 1, sizeBytes: bytes, logicalBytes: bytes, transferBytes: defaultSegmentBytes, isSharing: mechanism === 'xcopy' || mechanism === 'fileClone' };
}

function sourceOf(source: string, setUp: string, drafts: readonly Draft[]): PublishedSource {
  return { source, setUp, figures: drafts.map((draft) => ({ ...draft, ratio: ratioOf(draft.published, draft.modelled) })) };
}

function ratioOf(published: readonly number[], modelled: readonly number[]): number | null {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return sum(published) === 0 ? null : sum(modelled) / sum(published);
}
