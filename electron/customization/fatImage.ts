/**
 * Small FAT file systems, made in memory by FatFs. A disk as small as a floppy disk of 1.44 MB is read by everything
 * that reads disks: cloud-init finds it by its label, Windows looks for its answer file on removable media.
 */
import type { DiskIO, FatFs } from 'js-fatfs';
import { Fault } from '../../shared/faults.ts';

const sectorBytes = 512;
const sectorCount = 2880;
/** 2,880 sectors of 512 bytes: whole blocks of the array. */
export const fatImageBytes = sectorCount * sectorBytes;

export interface ImageFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * A file system with these files in its root and nothing else, without a partition table.
 * @param label at most 11 characters
 * @throws Fault LimitExceeded when the files do not fit
 */
export async function makeFatImage(label: string, files: readonly ImageFile[]): Promise<Uint8Array> {
  const image = new Uint8Array(fatImageBytes);
  // Loaded when the first one is needed: most commands need none.
  const fat = await import('js-fatfs');
  const ff = await fat.create({ diskio: memoryDisk(image, fat) });
  const succeed = (result: number, what: string): void => {
    if (result === fat.FR_OK) return;
    if (result === fat.FR_DENIED) throw tooBig();
    throw new Fault('SystemError', `The customization disk could not be made: ${what} ended in ${result}.`);
  };
  const held: number[] = [];
  const hold = (lengthBytes: number): number => {
    const pointer = ff.malloc(lengthBytes);
    held.push(pointer);
    return pointer;
  };
  try {
    const workBytes = fat.FF_MAX_SS;
    // Without a partition table, as floppy disks are.
    succeed(ff.f_mkfs('', { fmt: fat.FM_FAT + fat.FM_SFD, n_fat: 2, align: 1, n_root: 224, au_size: sectorBytes }, hold(workBytes), workBytes), 'formatting');
    setLabel(image, label);
    const volume = hold(fat.sizeof_FATFS);
    succeed(ff.f_mount(volume, '', 1), 'mounting');
    for (const { name, content } of files) {
      const file = hold(fat.sizeof_FIL);
      succeed(ff.f_open(file, name, fat.FA_WRITE + fat.FA_CREATE_ALWAYS), `creating ${name}`);
      const written = hold(4);
      const bytes = hold(Math.max(1, content.length));
      ff.HEAPU8.set(content, bytes);
      succeed(ff.f_write(file, bytes, content.length, written), `writing ${name}`);
      const writtenBytes = ff.getValue(written, 'i32');
      succeed(ff.f_close(file), `closing ${name}`);
      if (writtenBytes !== content.length) throw tooBig();
    }
    succeed(ff.f_unmount(''), 'unmounting');
  } finally {
    for (const pointer of held) ff.free(pointer);
  }
  return image;
}

/**
 * FatFs is built without labels here. One is the first entry of the root, with the attribute 8, and is repeated in the
 * boot sector ("FAT: General Overview of On-Disk Format", Microsoft). To be called ahead of the first file.
 */
function setLabel(image: Uint8Array, label: string): void {
  const view = new DataView(image.buffer);
  const bytes = new TextEncoder().encode(label.padEnd(11));
  const rootStart = (view.getUint16(14, true) + view.getUint8(16) * view.getUint16(22, true)) * sectorBytes;
  image.set(bytes, rootStart);
  view.setUint8(rootStart + 11, 8);
  image.set(bytes, 43);
}

function tooBig(): Fault {
  return new Fault('LimitExceeded', 'What the guest is to be told does not fit on its customization disk.', { hint: 'Shorten the commands of the specification.' });
}

function memoryDisk(image: Uint8Array, fat: typeof import('js-fatfs')): DiskIO {
  const range = (sector: number, count: number): Uint8Array => image.subarray(sector * sectorBytes, (sector + count) * sectorBytes);
  return {
    initialize: () => 0,
    status: () => 0,
    read: (ff: FatFs, _drive, buffer, sector, count) => {
      ff.HEAPU8.set(range(sector, count), buffer);
      return fat.RES_OK;
    },
    write: (ff, _drive, buffer, sector, count) => {
      image.set(ff.HEAPU8.subarray(buffer, buffer + count * sectorBytes), sector * sectorBytes);
      return fat.RES_OK;
    },
    ioctl: (ff, _drive, command, buffer) => {
      if (command === fat.GET_SECTOR_COUNT) ff.setValue(buffer, sectorCount, 'i32');
      else if (command === fat.GET_SECTOR_SIZE) ff.setValue(buffer, sectorBytes, 'i16');
      else if (command === fat.GET_BLOCK_SIZE) ff.setValue(buffer, 1, 'i32');
      else if (command !== fat.CTRL_SYNC) return fat.RES_PARERR;
      return fat.RES_OK;
    },
  };
}
