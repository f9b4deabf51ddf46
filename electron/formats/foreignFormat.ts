/**
 * Recognises files that are no raw disk image although a disk may be inside: importing one as
 * raw would give a template that does not boot, and nobody would see why.
 */

/** Bytes of the start of a file that `foreignFormatOf` wants, or all of a smaller file. */
export const foreignHeadBytes = 1024;
/** Bytes of the end of a file that `foreignFormatOf` wants, or all of a smaller file. */
export const foreignTailBytes = 512;

export interface ForeignFormat {
  readonly name: string;
  /** The next step a person can take. */
  readonly hint: string;
}

interface Signature {
  readonly name: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly kind: 'disk' | 'compressed' | 'archive' | 'descriptor';
}

const signature = (kind: Signature['kind'], name: string, offset: number, text: string): Signature => ({
  kind,
  name,
  offset,
  bytes: Uint8Array.from(text, (character) => character.charCodeAt(0)),
});

const headSignatures: readonly Signature[] = [
  signature('disk', 'qcow2 image', 0, 'QFI\xfb'),
  signature('disk', 'QED image', 0, 'QED\0'),
  signature('disk', 'sparse VMDK', 0, 'KDMV'),
  signature('disk', 'sparse VMDK of ESX', 0, 'COWD'),
  signature('descriptor', 'VMDK descriptor', 0, '# Disk DescriptorFile'),
  signature('disk', 'VHDX image', 0, 'vhdxfile'),
  signature('disk', 'VHD image', 0, 'conectix'),
  signature('disk', 'VDI image', 64, '\x7f\x10\xda\xbe'),
  signature('disk', 'Parallels image', 0, 'WithoutFreeSpace'),
  signature('disk', 'Parallels image', 0, 'WithouFreSpacExt'),
  signature('compressed', 'gzip file', 0, '\x1f\x8b\x08'),
  signature('compressed', 'xz file', 0, '\xfd7zXZ\0'),
  signature('compressed', 'Zstandard file', 0, '\x28\xb5\x2f\xfd'),
  signature('compressed', 'bzip2 file', 4, '1AY&SY'),
  signature('archive', 'zip archive', 0, 'PK\x03\x04'),
  signature('archive', '7-Zip archive', 0, '7z\xbc\xaf\x27\x1c'),
  signature('archive', 'tar archive or OVA', 257, 'ustar'),
];

const tailSignatures: readonly Signature[] = [
  signature('disk', 'VHD image', 0, 'conectix'),
  signature('disk', 'Apple disk image', 0, 'koly'),
];

const hints: Record<Signature['kind'], string> = {
  disk: 'Convert it first, for example with: qemu-img convert -O raw IN OUT',
  descriptor: 'Choose the -flat.vmdk file beside it, or convert it with: qemu-img convert -O raw IN OUT',
  compressed: 'Decompress it first.',
  archive: 'Unpack it first and choose the disk image inside.',
};

function matches(bytes: Uint8Array, wanted: Signature): boolean {
  return wanted.offset + wanted.bytes.length <= bytes.length && wanted.bytes.every((byte, index) => bytes[wanted.offset + index] === byte);
}

/** The format of a file that is not a raw disk image, or null when nothing speaks against raw. */
export function foreignFormatOf(head: Uint8Array, tail: Uint8Array): ForeignFormat | null {
  const found =
    headSignatures.find((candidate) => matches(head, candidate)) ??
    (tail.length === foreignTailBytes ? tailSignatures.find((candidate) => matches(tail, candidate)) : undefined);
  return found ? { name: found.name, hint: hints[found.kind] } : null;
}
