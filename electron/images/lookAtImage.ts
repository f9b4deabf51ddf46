/** What an image file turns out to be, before anything is imported. */
import type { ImageInfo } from '../../shared/model/image.ts';
import { inspectImage } from '../formats/inspectImage.ts';
import { requireAbsolute } from './rooms.ts';

/** @throws Fault FileNotFound, FileFault, InvalidDiskFormat, InvalidArgument for a relative path */
export async function lookAtImage(path: string, signal?: AbortSignal): Promise<ImageInfo> {
  return inspectImage(requireAbsolute(path), signal);
}
