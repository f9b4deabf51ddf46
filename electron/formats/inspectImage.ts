/** Looks at an image file without reading all of it. */
import { basename, resolve } from 'node:path';
import type { ImageInfo } from '../../shared/model/image.ts';
import { nameLimitChars, nameProblem } from '../../shared/naming.ts';
import { contentHeadBytes, describeDiskContent } from './diskContent.ts';
import { openRawImage, type RawImage } from './rawImage.ts';

/** A badly fragmented file is not walked to its end just to show a size. */
const mostExtents = 200_000;

/**
 * What a file turns out to be. Reads its first 66 KiB and last sector, and asks where its holes are.
 * @throws Fault as `openRawImage` does
 */
export async function inspectImage(path: string, signal?: AbortSignal): Promise<ImageInfo> {
  const image = await openRawImage(path);
  try {
    const head = new Uint8Array(Math.min(contentHeadBytes, image.sizeBytes));
    await image.read(0, head);
    return {
      path: resolve(path),
      fileName: basename(path),
      format: 'raw',
      sizeBytes: image.sizeBytes,
      allocatedBytes: await countAllocatedBytes(image, signal),
      content: describeDiskContent(head),
      suggestedName: suggestName(basename(path)),
    };
  } finally {
    await image.close();
  }
}

async function countAllocatedBytes(image: RawImage, signal?: AbortSignal): Promise<number> {
  let allocatedBytes = 0;
  let count = 0;
  for await (const extent of image.extents(signal)) {
    allocatedBytes += extent.length;
    count += 1;
    if (count === mostExtents) return Math.min(image.sizeBytes, image.occupiedBytes ?? image.sizeBytes);
  }
  return allocatedBytes;
}

/** A name for a template, made from a file name: without its extension and what names may not contain. */
export function suggestName(fileName: string): string {
  const stem = fileName.replace(/\.(img|raw|bin|dd|iso|disk|image)$/i, '').replace(/-flat\.vmdk$/i, '');
  const name = stem
    .replace(/[/\\%]|\p{Cc}/gu, '-')
    .slice(0, nameLimitChars)
    .trim();
  return nameProblem(name) === null ? name : 'template';
}
