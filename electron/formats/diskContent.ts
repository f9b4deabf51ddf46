/**
 * Says what the start of a disk looks like. The bytes come from strangers: every field is read
 * within bounds, nothing is followed, and a wrong guess changes no more than a line of text.
 */

/** Bytes of the start of a disk that `describeDiskContent` wants; less is fine. */
export const contentHeadBytes = 66 * 1024;

/** What is shown when nothing was recognised. */
export const unknownContent = 'No known partition table or file system';

/** One line about the content, for example "ext4 file system" or "MBR partition table". */
export function describeDiskContent(head: Uint8Array): string {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  for (const look of looks) {
    const found = look(head, view);
    if (found !== null) return found;
  }
  return unknownContent;
}

type Look = (head: Uint8Array, view: DataView) => string | null;

/** Those with long magic numbers first; a bare 55 AA is on most disks, so it is asked last. */
const looks: readonly Look[] = [
  textLook(512, 'EFI PART', 'GPT partition table'),
  textLook(4096, 'EFI PART', 'GPT partition table'),
  textLook(32769, 'CD001', 'ISO 9660 image'),
  textLook(0, 'LUKS\xba\xbe', 'LUKS encrypted volume'),
  ...[0, 512, 1024, 1536].map(lvmLook),
  textLook(65536 + 64, '_BHRfS_M', 'Btrfs file system'),
  textLook(0, 'XFSB', 'XFS file system'),
  textLook(4096 - 10, 'SWAPSPACE2', 'Linux swap space'),
  textLook(4096 - 10, 'SWAP-SPACE', 'Linux swap space'),
  describeExt,
  bootSectorLook(3, 'NTFS    ', 'NTFS file system'),
  bootSectorLook(3, 'EXFAT   ', 'exFAT file system'),
  bootSectorLook(54, 'FAT12   ', 'FAT12 file system'),
  bootSectorLook(54, 'FAT16   ', 'FAT16 file system'),
  bootSectorLook(82, 'FAT32   ', 'FAT32 file system'),
  describeMbr,
];

function hasText(head: Uint8Array, offset: number, text: string): boolean {
  if (offset + text.length > head.length) return false;
  for (let i = 0; i < text.length; i += 1) if (head[offset + i] !== text.charCodeAt(i)) return false;
  return true;
}

function textLook(offset: number, text: string, description: string): Look {
  return (head) => (hasText(head, offset, text) ? description : null);
}

function hasBootMark(head: Uint8Array): boolean {
  return head[510] === 0x55 && head[511] === 0xaa;
}

function bootSectorLook(offset: number, text: string, description: string): Look {
  return (head) => (hasBootMark(head) && hasText(head, offset, text) ? description : null);
}

/** The label of a physical volume lies in one of the first four sectors. */
function lvmLook(offset: number): Look {
  return (head) => (hasText(head, offset, 'LABELONE') && hasText(head, offset + 24, 'LVM2 001') ? 'LVM2 physical volume' : null);
}

const superblock = 1024;
/** Features that only ext4 has: extents, 64 bit, flexible groups and their like. */
const ext4Incompatible = 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x2000 | 0x8000 | 0x10000 | 0x20000;
const ext4ReadOnly = 0x8 | 0x10 | 0x20 | 0x40 | 0x200 | 0x400;

function describeExt(head: Uint8Array, view: DataView): string | null {
  if (head.length < superblock + 1024 || view.getUint16(superblock + 56, true) !== 0xef53) return null;
  // Two bytes of magic are few: a superblock without inodes, or with blocks above 64 KiB, is a coincidence.
  if (view.getUint32(superblock, true) === 0 || view.getUint32(superblock + 24, true) > 6) return null;
  const compatible = view.getUint32(superblock + 92, true);
  const incompatible = view.getUint32(superblock + 96, true);
  const readOnly = view.getUint32(superblock + 100, true);
  if ((incompatible & ext4Incompatible) !== 0 || (readOnly & ext4ReadOnly) !== 0) return 'ext4 file system';
  return (compatible & 0x4) !== 0 ? 'ext3 file system' : 'ext2 file system';
}

function describeMbr(head: Uint8Array): string | null {
  if (!hasBootMark(head)) return null;
  let partitions = 0;
  for (let entry = 446; entry < 510; entry += 16) {
    const status = head[entry];
    // Boot code without a table also ends in 55 AA; its bytes rarely make valid entries.
    if (status !== 0 && status !== 0x80) return 'Boot sector without a partition table';
    if (head[entry + 4] !== 0) partitions += 1;
  }
  if (partitions === 0) return 'MBR partition table, no partitions';
  return `MBR partition table, ${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`;
}
