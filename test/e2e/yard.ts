/** A yard of its own for each test: a temporary folder, the command line, and a server as a process that can be killed. */
import { expect, test as base } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type * as z from 'zod';
import { tempFolder, type TempFolder } from '../fixtures/images.ts';
import { Client } from './client.ts';

const commandLine = join(import.meta.dirname, '..', '..', 'dist', 'electron', 'cli.js');

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly ended: Promise<Answer>;
}

function run(args: readonly string[], environment: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, [commandLine, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
  child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
  const ended = new Promise<Answer>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, stdout: () => stdout, ended };
}

export class Yard {
  /** For images and exports; removed after the test, like the data directory. */
  readonly folder: TempFolder;
  readonly dataDirectory: string;
  /** What the processes started from now on find in their environment besides everybody's. */
  environment: NodeJS.ProcessEnv = {};
  #server: Running | null = null;
  #url = '';

  constructor(folder: TempFolder) {
    this.folder = folder;
    this.dataDirectory = folder.file('yard');
  }

  /** The address that the running server printed, with its token. */
  get url(): string {
    return this.#url;
  }

  get port(): number {
    return Number(new URL(this.#url).port);
  }

  get processId(): number | undefined {
    return this.#server?.child.pid;
  }

  /** Runs one command to its end. */
  async cli(...args: readonly string[]): Promise<Answer> {
    return await run(['--data', this.dataDirectory, ...args], this.environment).ended;
  }

  /** Runs one command that has to succeed, and reads its JSON document. */
  async ask<Schema extends z.ZodType>(schema: Schema, ...args: readonly string[]): Promise<z.infer<Schema>> {
    const answer = await this.cli('--json', ...args);
    expect(answer.code, answer.stderr + answer.stdout).toBe(0);
    return schema.parse(JSON.parse(answer.stdout));
  }

  /** Runs one command that has to succeed and whose answer is of no interest. */
  async command(...args: readonly string[]): Promise<void> {
    const answer = await this.cli(...args);
    expect(answer.code, answer.stderr).toBe(0);
  }

  /** Starts the server and waits for its address. */
  async serve(port = 0): Promise<void> {
    const server = run(['--data', this.dataDirectory, 'serve', '--port', String(port)], this.environment);
    this.#server = server;
    const printed = new Promise<string>((resolve) => {
      server.child.stdout?.on('data', () => {
        const url = /^Cloneyard is served at (http:\/\/127\.0\.0\.1:\d+\/#token=\S+)\n/.exec(server.stdout())?.[1];
        if (url !== undefined) resolve(url);
      });
    });
    const ended = server.ended.then((answer) => {
      throw new Error(`The server ended with code ${answer.code}: ${answer.stderr}`);
    });
    this.#url = await Promise.race([printed, ended]);
    ended.catch(() => undefined);
  }

  /** `kill -9`: no chance to put anything in order. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ctrl-C: shuts down in order. */
  async stop(): Promise<Answer | null> {
    return await this.#end('SIGINT');
  }

  /** Stops the server in its tracks, so that what it shows in passing can be looked at. */
  hold(): void {
    this.#server?.child.kill('SIGSTOP');
  }

  letGo(): void {
    this.#server?.child.kill('SIGCONT');
  }

  async #end(signal: NodeJS.Signals): Promise<Answer | null> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return null;
    server.child.kill(signal);
    // One that is held gets the signal when it goes on.
    server.child.kill('SIGCONT');
    return await server.ended;
  }
}

interface Fixtures {
  /** Not set up and not served yet. */
  readonly yard: Yard;
  /** The page, read as a user does. */
  readonly client: Client;
}

export const test = base.extend<Fixtures>({
  // Playwright reads the fixtures a function needs from its first parameter, so there has to be one.
  // oxlint-disable-next-line no-empty-pattern
  yard: async ({}, use) => {
    const folder = await tempFolder();
    const yard = new Yard(folder);
    await use(yard);
    const answer = await yard.stop();
    await folder.remove();
    expect(answer?.code ?? 0, 'the server shuts down in order').toBe(0);
  },
  client: async ({ page }, use) => {
    await use(new Client(page));
  },
});

export { expect };
