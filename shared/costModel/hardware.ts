/**
 * Hardware that is not here: hosts, links and arrays as the cost model sees them. MB is 1,000,000 bytes.
 *
 * Where the numbers come from; what has no source is called an assumption.
 *
 * - Ethernet: 125, 1,250 and 3,125 MB/s in each direction. Of a frame of 1,500 bytes 1,448 are data (IP, TCP and timestamps
 *   take 52), and 1,538 pass on the wire: 94 % (IEEE 802.3, RFC 791, RFC 9293, RFC 7323). Jumbo frames would come to 99 %.
 * - Fibre Channel: 8GFC runs at 8.5 GBaud with 8b/10b, 850 MB/s, and carries 800; 16GFC at 14.025 GBaud with 64b/66b,
 *   1,700 MB/s, and carries 1,600 (InfoStor, "16GFC standard doubles Fibre Channel speed", 2010, table 1): 94 %.
 * - The software data mover splits a transfer of 32 MB into I/Os of 64 KB, 32 at a time; by XCOPY the same transfer is 8
 *   commands of 4 MB (VMware vSphere blog, "VAAI failures and the role of the VMkernel data mover", July 2012).
 * - Disk array: answers in 3 ms while a machine is moved by the host, and in 1 ms while it copies by itself (vmwaremine.com,
 *   14 March 2012, IBM XIV). Copies 308 MB/s: 616 MB/s over the SAN, read and written together (derekseaman.com, "VAAI", HP 3PAR T400).
 * - Flash array: answers in 0.8 ms (Pure Storage, "FlashArray//C performance testing expectations", //X50R3 at 32 KiB). Copies
 *   3,500 MB/s: 7,000 MB/s read and written together while it clones 32 GB (joshodgers.com, 1 January 2015).
 * - A segment of XCOPY takes 1 ms: below that for 256 KB on XtremIO (volumes.blog, 19 February 2015), and the 1 ms of XIV above.
 *   That an array that shares carries them out one after another, and that the time is the same for larger segments, are assumptions.
 * - A file clone takes 6 ms: more than 10,000 of one file per minute by one thread (Veritas Storage Foundation Cluster File System 6.0, FileSnap creation).
 * - Cycles per byte with Fibre Channel: 0.39, read and written alike: 3,916 MHz at 616 MB/s against 3,674 MHz at none (derekseaman.com, as above).
 * - Cycles per byte with NFS: 1.4 times as many. It lies above Fibre Channel and below software iSCSI, which takes 1.4 to 1.8 times
 *   as many (NetApp TR-3697 as told by blog.scottlowe.org, 14 August 2008). Where in between is an assumption.
 * - Host: 32 cores of 2,600 MHz, as the hosts of the sample yard have. That one copy keeps no more than one of them busy is an assumption.
 */
import type { HardwareProfileId } from '../model/offload.ts';
import { kibBytes, mibBytes } from '../units.ts';

export interface Hardware {
  readonly name: string;
  /** Of the link between host and array, in each direction, before protocol overhead. */
  readonly linkBytesPerSecond: number;
  /** The part of it that is data, from 0 to 1. */
  readonly usableShare: number;
  /** From a command or I/O to its answer, as the host sees it. */
  readonly roundTripMs: number;
  /** I/Os of the software data mover under way at a time. */
  readonly outstandingIos: number;
  readonly ioBytes: number;
  /** How much of a disk is asked for at a time, whichever way it is copied. */
  readonly transferWindowBytes: number;
  readonly esxCoreCount: number;
  readonly esxMhz: number;
  /** Cores that one copy can keep busy. */
  readonly moverCoreCount: number;
  readonly readCyclesPerByte: number;
  readonly writeCyclesPerByte: number;
  /** What the array reads from and writes to its disks; both go on at the same time. */
  readonly arrayReadBytesPerSecond: number;
  readonly arrayWriteBytesPerSecond: number;
  /** Time the array takes for one segment of XCOPY, and for one WRITE SAME, whatever their length. */
  readonly segmentMs: number;
  readonly fileCloneMs: number;
}

const mb = 1_000_000;

const host = {
  esxCoreCount: 32,
  esxMhz: 2_600,
  moverCoreCount: 1,
  outstandingIos: 32,
  ioBytes: 64 * kibBytes,
  transferWindowBytes: 32 * mibBytes,
} as const;

/** 242 MHz at 616 MB/s. */
const fibreChannelCyclesPerByte = 0.39;
const nfsCyclesPerByte = 0.55;

const overEthernet = { usableShare: 0.94, readCyclesPerByte: nfsCyclesPerByte, writeCyclesPerByte: nfsCyclesPerByte } as const;
const overFibreChannel = { usableShare: 0.94, readCyclesPerByte: fibreChannelCyclesPerByte, writeCyclesPerByte: fibreChannelCyclesPerByte } as const;

const commands = { segmentMs: 1, fileCloneMs: 6 } as const;
const diskArray = { ...commands, roundTripMs: 3, arrayReadBytesPerSecond: 308 * mb, arrayWriteBytesPerSecond: 308 * mb } as const;
const flashArray = { ...commands, roundTripMs: 0.8, arrayReadBytesPerSecond: 3_500 * mb, arrayWriteBytesPerSecond: 3_500 * mb } as const;

export const hardwareProfiles: Readonly<Record<HardwareProfileId, Hardware>> = {
  nfs1: { name: '1 GbE NFS, disk array', ...host, ...overEthernet, ...diskArray, linkBytesPerSecond: 125 * mb },
  nfs10: { name: '10 GbE NFS, disk array', ...host, ...overEthernet, ...diskArray, linkBytesPerSecond: 1_250 * mb },
  nfs25: { name: '25 GbE NFS, flash array', ...host, ...overEthernet, ...flashArray, linkBytesPerSecond: 3_125 * mb },
  fc8: { name: '8 Gb Fibre Channel, disk array', ...host, ...overFibreChannel, ...diskArray, linkBytesPerSecond: 850 * mb },
  fc16: { name: '16 Gb Fibre Channel, flash array', ...host, ...overFibreChannel, ...flashArray, linkBytesPerSecond: 1_700 * mb },
};
