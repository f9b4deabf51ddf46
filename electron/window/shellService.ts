/** The native file dialogs, offered to the client over its second port. */
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { dialog, type BrowserWindow, type MessagePortMain } from 'electron';
import { shellContract } from '../../shared/contract/shell.ts';

/** Serves the contract on `port` with dialogs that belong to `window`. */
export function serveShell(window: BrowserWindow, port: MessagePortMain): void {
  const shell = implement(shellContract);
  const router = shell.router({
    chooseImage: shell.chooseImage.handler(async () => {
      const answer = await dialog.showOpenDialog(window, {
        title: 'Choose a disk image',
        buttonLabel: 'Choose',
        properties: ['openFile'],
        filters: [
          { name: 'Disk images', extensions: ['img', 'raw', 'bin', 'dd', 'iso'] },
          { name: 'All files', extensions: ['*'] },
        ],
      });
      return { path: answer.canceled ? null : (answer.filePaths[0] ?? null) };
    }),
    chooseExportTarget: shell.chooseExportTarget.handler(async ({ input }) => {
      const answer = await dialog.showSaveDialog(window, {
        title: 'Export disk',
        buttonLabel: 'Export',
        defaultPath: input.suggestedName,
        properties: ['createDirectory', 'showOverwriteConfirmation'],
      });
      return { path: answer.canceled || answer.filePath === '' ? null : answer.filePath };
    }),
  });
  new RPCHandler(router).upgrade(port);
  port.start();
}
