import { MemoryArray } from '../sim/memoryArray.ts';
import { describeArrayPort } from './arrayPort.ts';
import type { ArraySubject } from './arraySubject.ts';

/** The model must pass the suite by which it judges others. */
async function openMemoryArray(): Promise<ArraySubject> {
  const array = new MemoryArray();
  return { array, dispose: () => array.close() };
}

describeArrayPort('The model in memory', openMemoryArray, { isDurable: false, randomOperations: 600 });
