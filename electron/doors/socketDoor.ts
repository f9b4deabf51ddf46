/** WebSockets into the yard. Every socket gets a port of its own; messages pass through unread. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import { WebSocket, WebSocketServer } from 'ws';
import { accessCloseCodes } from '../../shared/model/access.ts';
import { callerOf, isOwnHost, isOwnOrigin, socketToken, type Admit, type Caller } from './callers.ts';
import { flowLimits } from './flow.ts';
import { portEnd, type PortEnd } from './portEnd.ts';
import { messageOf, relay, type End } from './relay.ts';

export interface SocketDoorOptions {
  readonly token: string;
  readonly admit: Admit;
  readonly connect: (caller: Caller) => MessagePort;
  readonly log: (line: string) => void;
  /** How often a socket has to answer; one that misses a turn is dropped. */
  readonly pingIntervalMs?: number;
}

export interface SocketDoor {
  /** Handles the `upgrade` event of a server that listens on `port`. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, port: number): void;
  close(): void;
}

const defaultPingIntervalMs = 30_000;
/** How long a peer has to answer the goodbye. */
const goodbyeMs = 500;
/** Calls are small; disk content never travels here. */
const messageLimitBytes = 16 * 1024 ** 2;

export function createSocketDoor(options: SocketDoorOptions): SocketDoor {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: messageLimitBytes,
    // The token travels in the same list and must not be echoed.
    handleProtocols: () => 'cloneyard',
  });
  const answered = new WeakSet<WebSocket>();
  const begin = (socket: WebSocket, caller: Caller): void => {
    answered.add(socket);
    socket.on('pong', () => answered.add(socket));
    const port = portEnd(options.connect(caller));
    relay(socketEnd(socket, port), port);
  };
  /** Those that the yard is looking at. */
  const waiting = new Set<Duplex>();
  const pinging = setInterval(() => {
    for (const socket of server.clients) {
      if (!answered.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, options.pingIntervalMs ?? defaultPingIntervalMs);
  pinging.unref();

  return {
    upgrade: (request, socket, head, port) => {
      const refusal = refusalOf(request, port);
      if (refusal !== null) {
        refuse(socket, refusal);
        return;
      }
      const giveUp = (): void => void socket.destroy();
      // Whoever goes away while being looked at must not bring the server down.
      socket.on('error', giveUp);
      waiting.add(socket);
      callerOf(socketToken(request), options.token, options.admit)
        .then((caller) => {
          socket.off('error', giveUp);
          if (socket.destroyed) return;
          if (caller === null) refuse(socket, 401);
          else server.handleUpgrade(request, socket, head, (webSocket) => begin(webSocket, caller));
        })
        .catch((error: unknown) => {
          options.log(`Nobody could be let in: ${error instanceof Error ? error.message : String(error)}`);
          giveUp();
        })
        .finally(() => waiting.delete(socket));
    },
    close: () => {
      for (const socket of waiting) socket.destroy();
      clearInterval(pinging);
      for (const socket of server.clients) {
        socket.close(1001);
        // A peer that no longer answers must not hold up a shutdown.
        setTimeout(() => socket.terminate(), goodbyeMs).unref();
      }
      server.close();
    },
  };
}

const refusals = { 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found' } as const;
type Refusal = keyof typeof refusals;

function refusalOf(request: IncomingMessage, port: number): Refusal | null {
  if (!isOwnHost(request, port) || !isOwnOrigin(request)) return 403;
  return request.url === '/yard' ? null : 404;
}

function refuse(socket: Duplex, status: Refusal): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${refusals[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** The socket as an end; when it cannot keep up, the yard behind `port` is asked to pause. */
function socketEnd(socket: WebSocket, port: PortEnd): End {
  let isPaused = false;
  const afterSend = () => {
    if (!isPaused || socket.bufferedAmount > flowLimits.resumeBelowBytes) return;
    isPaused = false;
    port.setFlow('resume');
  };
  return {
    send: (message) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(message, { binary: typeof message !== 'string' }, afterSend);
      if (isPaused || socket.bufferedAmount <= flowLimits.pauseAboveBytes) return;
      isPaused = true;
      port.setFlow('pause');
    },
    onMessage: (listener) => {
      socket.on('message', (data, isBinary) => {
        const bytes = Array.isArray(data) ? Buffer.concat(data) : data;
        const message = isBinary ? messageOf(bytes) : bytes.toString();
        if (message !== null) listener(message);
      });
    },
    onClose: (listener) => {
      socket.once('close', listener);
      // An error is always followed by a close, which is what ends the conversation.
      socket.on('error', () => socket.terminate());
    },
    start: () => undefined,
    close: () => {
      const why = port.endedBy();
      socket.close(why === null ? 1001 : accessCloseCodes[why]);
    },
  };
}
