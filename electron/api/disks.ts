import { startCompare } from '../images/compareDisks.ts';
import { startExport } from '../images/exportDisk.ts';
import { startImport } from '../images/importImage.ts';
import { listFolder } from '../images/listFolder.ts';
import { lookAtImage } from '../images/lookAtImage.ts';
import { startWrite } from '../images/writeDisk.ts';
import { initiator, type Implementer, type YardServices } from './services.ts';

export function disksApi(os: Implementer, { images }: YardServices) {
  return {
    inspectImage: os.disks.inspectImage.handler(({ input, signal }) => lookAtImage(input.path, signal)),
    listFolder: os.disks.listFolder.handler(({ input }) => listFolder(input.path)),
    importImage: os.disks.importImage.handler(async ({ input }) => ({ taskId: await startImport(images, input, initiator) })),
    exportDisk: os.disks.exportDisk.handler(async ({ input }) => ({ taskId: await startExport(images, input, initiator) })),
    writeDisk: os.disks.writeDisk.handler(async ({ input }) => ({ taskId: await startWrite(images, input, initiator) })),
    compareDisks: os.disks.compareDisks.handler(async ({ input }) => ({ taskId: await startCompare(images, input, initiator) })),
  };
}
