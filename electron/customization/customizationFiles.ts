/** The files on the disk of a guest. */
import type { CustomizationGuest } from '../../shared/model/customization.ts';
import { cloudInitFiles } from './cloudInit.ts';
import type { ImageFile } from './fatImage.ts';
import { answerFile } from './answerFile.ts';
import type { Customized } from './customized.ts';

const linuxFiles = ['meta-data', 'user-data'];
const networkFile = 'network-config';
/**
 * Setup looks for the first name in its own passes and for the second one in those of a generalized
 * installation, on removable media ("Windows Setup automation overview", Microsoft).
 */
const windowsFiles = ['Autounattend.xml', 'Unattend.xml'];

/** A guest without adapters is told nothing about them, since that would switch its network off. */
export function fileNamesFor(guest: CustomizationGuest, nicCount: number): string[] {
  if (guest === 'windows') return windowsFiles;
  return nicCount === 0 ? linuxFiles : [...linuxFiles, networkFile];
}

export function customizationFiles(customized: Customized): ImageFile[] {
  const { guest } = customized.values;
  const answer = guest === 'windows' ? answerFile(customized) : '';
  const parts = guest === 'linux' ? cloudInitFiles(customized) : {};
  const encoder = new TextEncoder();
  return customized.applied.files.map((name) => ({ name, content: encoder.encode(parts[name] ?? answer) }));
}
