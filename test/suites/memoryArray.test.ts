import { MemoryArray } from '../sim/memoryArray.ts';
import type { MemoryArrayOptions } from '../sim/memoryStore.ts';
import { describeArrayPort } from './arrayPort.ts';
import type { ArraySubject } from './arraySubject.ts';

/** The model must pass the suite by which it judges others. */
function openMemoryArray(options: MemoryArrayOptions): () => Promise<ArraySubject> {
  return async () => {
    const array = new MemoryArray(options);
    return { array, dispose: () => array.close() };
  };
}

describeArrayPort('The model in memory', openMemoryArray({}), { isDurable: false, randomOperations: 600 });
// The suite must leave out what an array does not declare, and nothing else.
describeArrayPort('The model in memory, clones only,', openMemoryArray({ capabilities: new Set(['fileClone']) }), { isDurable: false, randomOperations: 200, randomHistories: 2 });
