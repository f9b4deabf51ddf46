import { openArray } from '../../electron/array/array.ts';
import { SegmentFiles } from '../../electron/disk/segmentFiles.ts';
import { Meta } from '../../electron/meta/meta.ts';
import { tempFolder, type TempFolder } from '../fixtures/images.ts';
import { describeArrayPort } from './arrayPort.ts';
import type { ArraySubject } from './arraySubject.ts';

async function openIn(folder: TempFolder): Promise<ArraySubject> {
  const meta = Meta.open(folder.file('meta'));
  const array = await openArray({ meta, disk: new SegmentFiles(folder.file('segments')) });
  const close = async (): Promise<void> => {
    await array.close();
    await meta.close();
  };
  return {
    array,
    reopen: async () => {
      await close();
      return openIn(folder);
    },
    dispose: async () => {
      await close();
      await folder.remove();
    },
  };
}

const isLong = process.env['CLONEYARD_LONG'] !== undefined;
const random = { randomOperations: isLong ? 20_000 : 1_500, randomHistories: isLong ? 300 : 6 };

describeArrayPort('The embedded array', async () => openIn(await tempFolder()), { isDurable: true, ...random });
