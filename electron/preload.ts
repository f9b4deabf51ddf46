/** Runs sandboxed beside the page and gives it exactly two things: that it is in the desktop shell, and its ports. */
import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('cloneyardDesktop', true);

ipcRenderer.on('cloneyard:ports', (event) => {
  window.postMessage({ type: 'cloneyard:ports' }, location.origin, [...event.ports]);
});
