/** Typed clients that talk through a page's own two ports, taken before its scripts get them. */
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Page } from '@playwright/test';
import type { YardContract } from '../../shared/contract/contract.ts';
import type { ShellContract } from '../../shared/contract/shell.ts';
import type { WindowDouble } from './double/windows.ts';

export interface PageClients {
  readonly yard: ContractRouterClient<YardContract>;
  readonly shell: ContractRouterClient<ShellContract>;
}

let bindings = 0;

/** Loads the page again and takes the ports that it is given. The client itself then never gets any. */
export async function takePorts({ contents }: WindowDouble): Promise<PageClients> {
  const { page } = contents;
  if (page === null) throw new Error('The window has no page.');
  bindings += 1;
  const name = `fromPort${bindings}`;
  const ports = [new PagePort(page, name, 0), new PagePort(page, name, 1)] as const;
  await page.exposeFunction(name, (index: number, data: string) => ports[index === 0 ? 0 : 1].receive(data));
  await page.addInitScript((binding) => {
    window.addEventListener('message', (event) => {
      if (event.ports.length !== 2) return;
      event.stopImmediatePropagation();
      const report: unknown = Reflect.get(window, binding);
      for (const [index, port] of event.ports.entries()) {
        port.addEventListener('message', (message) => typeof report === 'function' && report(index, message.data));
        port.start();
      }
      Reflect.set(window, `${binding}Ports`, event.ports);
    });
  }, name);
  await contents.reload();
  await page.waitForFunction((binding) => Reflect.has(window, binding), `${name}Ports`);
  return {
    yard: createORPCClient(new RPCLink({ port: ports[0] })),
    shell: createORPCClient(new RPCLink({ port: ports[1] })),
  };
}

/** As much of a message port as a client needs; both directions go through the page. */
class PagePort {
  readonly #page: Page;
  readonly #name: string;
  readonly #index: number;
  readonly #listeners: ((event?: { data: unknown }) => void)[] = [];

  constructor(page: Page, name: string, index: number) {
    this.#page = page;
    this.#name = name;
    this.#index = index;
  }

  on(type: string, listener: (event?: { data: unknown }) => void): void {
    if (type === 'message') this.#listeners.push(listener);
  }

  postMessage(data: unknown): void {
    if (typeof data !== 'string') throw new Error('These calls carry text only.');
    const target = { name: `${this.#name}Ports`, index: this.#index, data };
    void this.#page.evaluate(({ name, index, data: text }) => {
      const ports: unknown = Reflect.get(window, name);
      const port: unknown = Array.isArray(ports) ? ports[index] : null;
      if (port instanceof MessagePort) port.postMessage(text);
    }, target);
  }

  receive(data: string): void {
    for (const listener of this.#listeners) listener({ data });
  }
}
