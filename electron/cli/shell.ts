/** What every command is given: where it runs, how it opens the yard and how it answers. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Fault } from '../../shared/faults.ts';
import { dataDirectory } from '../doors/dataDirectory.ts';
import type { OpenSession, Session, SessionRequest } from './session.ts';
import type { Terminal } from './terminal.ts';

export interface GlobalOptions {
  readonly json: boolean;
  /** As typed; undefined for the platform's convention. */
  readonly data: string | undefined;
}

type SessionOptions = Partial<Pick<SessionRequest, 'resumesInterrupted'>>;

export interface ShellParts {
  readonly terminal: Terminal;
  /** Relative paths start here. */
  readonly workingDirectory: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly version: string;
  readonly openSession: OpenSession;
  readonly environment: NodeJS.ProcessEnv;
  readonly readOptions: () => GlobalOptions;
}

export class Shell {
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** 1 for an answer that is bad news although nothing failed, such as a check that found problems. */
  exitCode: 0 | 1 = 0;
  readonly #parts: ShellParts;

  constructor(parts: ShellParts) {
    this.#parts = parts;
    this.terminal = parts.terminal;
    this.signal = parts.signal;
  }

  get version(): string {
    return this.#parts.version;
  }

  get isJson(): boolean {
    return this.#parts.readOptions().json;
  }

  get dataDirectory(): string {
    const { data } = this.#parts.readOptions();
    return dataDirectory(data === undefined ? undefined : this.resolvePath(data), this.#parts.environment);
  }

  resolvePath(path: string): string {
    return resolve(this.#parts.workingDirectory, path);
  }

  /** The answer: `document` with `--json`, the text otherwise. Called once per command. */
  answer(document: unknown, text: () => string): void {
    this.terminal.print(this.isJson ? JSON.stringify(document) : text());
  }

  /**
   * Runs `work` with the yard of the data directory and closes it in order.
   * @throws Fault InvalidState when the directory holds no yard that has been set up
   */
  async inYard(work: (session: Session) => Promise<void>, options: SessionOptions = {}): Promise<void> {
    const directory = this.dataDirectory;
    // Asked before opening, which would create it.
    if (!existsSync(directory)) throw notSetUp(directory);
    const checked = async (session: Session): Promise<void> => {
      const { setup } = await session.client.system.info();
      if (setup === 'empty') throw notSetUp(directory);
      await work(session);
    };
    await this.inSession(directory, checked, options);
  }

  /** Like `inYard`, for a directory that may not have been set up. */
  async inSession(directory: string, work: (session: Session) => Promise<void>, options: SessionOptions = {}): Promise<void> {
    const { terminal, signal, version } = this;
    const resumesInterrupted = options.resumesInterrupted ?? true;
    const session = await this.#parts.openSession({ directory, version, terminal, signal, resumesInterrupted });
    try {
      signal.throwIfAborted();
      await work(session);
    } catch (error) {
      if (!session.isLost()) throw error;
      throw new Fault('Interrupted', 'The running client was closed while the command was at work.', {
        hint: 'What it had begun is in the journal; see: cloneyard task ls',
      }, { cause: error });
    } finally {
      terminal.clearProgress();
      await session.close();
    }
  }
}

function notSetUp(directory: string): Fault {
  return new Fault('InvalidState', `${directory} holds no yard yet.`, {
    hint: 'Set it up with: cloneyard init --sample, or cloneyard init --empty',
  });
}
