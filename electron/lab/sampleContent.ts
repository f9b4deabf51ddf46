/**
 * Bytes like those of installed systems: text, program code, compressed data and runs of
 * zeros. Deterministic: a chunk depends on its seed and its number alone, so templates that
 * share a seed for a region hold the very same bytes there.
 */
import { mibBytes } from '../../shared/units.ts';
import { Random } from './random.ts';

export const chunkBytes = mibBytes;
const pageBytes = 4096;
const pagesPerChunk = chunkBytes / pageBytes;

const words = [
  'address', 'allow', 'array', 'begin', 'boot', 'buffer', 'cache', 'char', 'config', 'const', 'daemon', 'default', 'device', 'disable',
  'driver', 'enable', 'error', 'export', 'false', 'file', 'filter', 'function', 'group', 'handle', 'host', 'import', 'include', 'index',
  'install', 'interface', 'kernel', 'length', 'library', 'limit', 'listen', 'locale', 'logger', 'memory', 'message', 'module', 'mount',
  'name', 'network', 'null', 'object', 'option', 'package', 'path', 'port', 'process', 'protocol', 'queue', 'read', 'require', 'return',
  'root', 'section', 'server', 'service', 'session', 'socket', 'source', 'static', 'status', 'string', 'struct', 'system', 'table',
  'target', 'thread', 'timeout', 'true', 'type', 'unit', 'update', 'user', 'value', 'version', 'volume', 'write',
];
const joints = [' ', ' ', ' ', '_', '=', ': ', ';\n', '\n', ' = ', '.', '/', '(', ')\n\t', ', '];

/** Text that lines are taken from; put together once, in some ten milliseconds. */
let textPool: Buffer | null = null;
const textPoolBytes = 512 * 1024;

function textSource(): Buffer {
  if (textPool) return textPool;
  const random = new Random(0x7e47);
  const parts: string[] = [];
  for (let length = 0; length < textPoolBytes; ) {
    const part = (words[random.below(words.length)] ?? '') + (joints[random.below(joints.length)] ?? '');
    parts.push(part);
    length += part.length;
  }
  textPool = Buffer.from(parts.join(''), 'latin1').subarray(0, textPoolBytes);
  return textPool;
}

/** Fills `into` (1 MiB) with chunk `index` of the content that `seed` stands for. */
export function fillChunk(into: Buffer, seed: number, index: number): void {
  const random = new Random(seed + Math.imul(index, 0x85ebca6b));
  for (let page = 0; page < pagesPerChunk; ) {
    // Files are longer than a block: a run of pages is of one kind, as on a real disk.
    const length = Math.min(pagesPerChunk - page, 1 + random.below(24));
    fillRun(into.subarray(page * pageBytes, (page + length) * pageBytes), random);
    page += length;
  }
}

function fillRun(run: Buffer, random: Random): void {
  const kind = random.below(10);
  if (kind === 0) run.fill(0);
  else if (kind <= 4) fillText(run, random);
  else if (kind <= 8) fillProgram(run, random);
  else random.fillWords(wordsOf(run));
}

function fillText(run: Buffer, random: Random): void {
  const source = textSource();
  for (let at = 0; at < run.length; ) {
    const length = Math.min(run.length - at, 48 + random.below(400));
    const start = random.below(source.length - length);
    source.copy(run, at, start, start + length);
    at += length;
  }
  // The last page of a file is rarely full.
  run.fill(0, run.length - random.below(1024));
}

/** Like machine code and tables: words from a narrow range, with empty stretches between sections. */
function fillProgram(run: Buffer, random: Random): void {
  random.fillWords(wordsOf(run), 0x3f0f7f5f);
  for (let gaps = random.below(3); gaps > 0; gaps -= 1) {
    const start = random.below(run.length);
    run.fill(0, start, Math.min(run.length, start + random.below(512)));
  }
}

function wordsOf(bytes: Buffer): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/**
 * The first 512 bytes of a disk with one partition, as a BIOS finds it.
 * @param sizeBytes size of the whole disk
 */
export function bootSector(sizeBytes: number, partitionType: number): Buffer {
  const sector = Buffer.alloc(512);
  const firstSector = mibBytes / 512;
  sector.writeUInt8(0x80, 446);
  sector.writeUInt8(partitionType, 450);
  sector.writeUInt32LE(firstSector, 454);
  sector.writeUInt32LE(Math.min(0xffffffff, sizeBytes / 512 - firstSector), 458);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}
