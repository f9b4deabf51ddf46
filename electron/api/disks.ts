import { startCompare } from '../images/compareDisks.ts';
import { startExport } from '../images/exportDisk.ts';
import { startImport } from '../images/importImage.ts';
import { listFolder } from '../images/listFolder.ts';
import { lookAtImage } from '../images/lookAtImage.ts';
import { startWrite } from '../images/writeDisk.ts';
import type { Implementer, YardServices } from './services.ts';

export function disksApi(os: Implementer, { images }: YardServices) {
  return {
    inspectImage: os.disks.inspectImage.handler(({ input, signal }) => lookAtImage(input.path, signal)),
    listFolder: os.disks.listFolder.handler(({ input }) => listFolder(input.path)),
    importImage: os.disks.importImage.handler(async ({ input, context }) => ({ taskId: await startImport(images, input, context.initiator) })),
    exportDisk: os.disks.exportDisk.handler(async ({ input, context }) => ({ taskId: await startExport(images, input, context.initiator) })),
    writeDisk: os.disks.writeDisk.handler(async ({ input, context }) => ({ taskId: await startWrite(images, input, context.initiator) })),
    compareDisks: os.disks.compareDisks.handler(async ({ input, context }) => ({ taskId: await startCompare(images, input, context.initiator) })),
  };
}
