/** The page's side of the double, as source text: the isolated world in which the built preload script runs. */

export const worldName = 'electron-preload';
export const outgoing = '__doubleOut';

/** In the page's own world: defines what `contextBridge` exposes. Gone before any script of the page runs. */
export function bridgeSource(eventName: string): string {
  return `(() => {
    if (window !== window.top) return;
    const expose = (event) => {
      const { name, value } = JSON.parse(event.detail);
      Object.defineProperty(window, name, { value, enumerable: true });
    };
    window.addEventListener('${eventName}', expose);
    document.addEventListener('readystatechange', () => window.removeEventListener('${eventName}', expose), { once: true });
  })();`;
}

/** In the isolated world: a \`require\` that knows only \`electron\`, and ports that lead out by one binding. */
export function preloadSource(preload: string, eventName: string): string {
  return `(() => {
    if (window !== window.top) return;
    const strict = (name, members) => new Proxy(members, {
      get: (target, key) => {
        if (!(key in target)) throw new Error(name + '.' + String(key) + ' is not modelled');
        return target[key];
      },
    });
    const encode = (data) => {
      if (typeof data === 'string') return { text: data };
      if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
        const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        return { base64: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')) };
      }
      throw new Error('Only text and bytes are modelled on ports.');
    };
    const decode = (data) => data.text !== undefined ? data.text : Uint8Array.from(atob(data.base64), (char) => char.charCodeAt(0));
    const send = (message) => globalThis.${outgoing}(JSON.stringify(message));
    const listeners = new Map();
    const ports = new Map();
    const openPort = (id) => {
      const channel = new MessageChannel();
      ports.set(id, channel.port1);
      channel.port1.onmessage = (event) => send({ port: id, data: encode(event.data) });
      channel.port1.addEventListener('close', () => send({ port: id, closed: true }));
      return channel.port2;
    };
    globalThis.__doubleIn = (message) => {
      if (message.channel !== undefined) {
        const event = strict('event', { ports: message.ports.map(openPort) });
        for (const listener of listeners.get(message.channel) ?? []) listener(event, message.message);
      } else if (message.closed) {
        ports.get(message.port)?.close();
        ports.delete(message.port);
      } else {
        ports.get(message.port)?.postMessage(decode(message.data));
      }
    };
    const electron = strict('electron', {
      contextBridge: strict('contextBridge', {
        exposeInMainWorld: (name, value) => {
          if (!['boolean', 'number', 'string'].includes(typeof value)) throw new Error('Only plain values are modelled on the bridge.');
          window.dispatchEvent(new CustomEvent('${eventName}', { detail: JSON.stringify({ name, value }) }));
        },
      }),
      ipcRenderer: strict('ipcRenderer', {
        on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      }),
    });
    const require = (name) => {
      if (name !== 'electron') throw new Error('A sandboxed preload script cannot load "' + name + '".');
      return electron;
    };
    (function (require, exports, module) {
${preload}
    })(require, {}, { exports: {} });
  })();`;
}
