/**
 * The thread that plays an ESX host: every byte that the software data mover moves is taken from what came in and laid
 * out in what goes out. It knows nothing of disks and arrays, only of blocks that arrive and blocks that leave.
 */
import { performance } from 'node:perf_hooks';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { hostBlockBytes, parseHostOrder, parseHostStart, zeroTestBytes, type HostReport } from './hostMessages.ts';

function playHost(parent: MessagePort): void {
  const { incoming, outgoing } = parseHostStart(workerData);
  const words = new Int32Array(outgoing.buffer, outgoing.byteOffset, outgoing.length / Int32Array.BYTES_PER_ELEMENT);

  parent.on('message', (data: unknown) => {
    const startedAtMs = performance.now();
    const { slot, length, isZeroing } = parseHostOrder(data);
    const at = slot * hostBlockBytes;
    if (isZeroing) outgoing.fill(0, at, at + length);
    else outgoing.set(incoming.subarray(at, at + length), at);
    // Whoever orders zeros wants them written.
    const zeroPieces = isZeroing ? [] : findZeroPieces(words.subarray(at / Int32Array.BYTES_PER_ELEMENT), length);
    parent.postMessage({ slot, busyMs: performance.now() - startedAtMs, zeroPieces } satisfies HostReport);
  });
}

/** What a piece lacks to its full size is what the block before has left behind; at worst zeros are then sent as data. */
function findZeroPieces(words: Int32Array, length: number): number[] {
  const wordsPerPiece = zeroTestBytes / Int32Array.BYTES_PER_ELEMENT;
  const found: number[] = [];
  for (let piece = 0; piece * zeroTestBytes < length; piece += 1) {
    const end = (piece + 1) * wordsPerPiece;
    let word = piece * wordsPerPiece;
    while (word < end && words[word] === 0) word += 1;
    if (word === end) found.push(piece);
  }
  return found;
}

if (parentPort === null) throw new Error('This file runs as a worker thread.');
playHost(parentPort);
