/**
 * Storage policies and the datastores they are held against, as they are now. Facts are gathered for each datastore,
 * never for each machine: whoever wants to know about a machine looks up its policy and its datastore.
 */
import type { PolicyState } from '../../shared/contract/policies.ts';
import type { PolicyFacts } from '../../shared/model/policies.ts';
import { PolicyBook } from '../../shared/storagePolicy.ts';
import type { DeviceRegistry } from '../offload/device/deviceRegistry.ts';
import { ChangeFeed } from '../tasks/changeFeed.ts';
import { policyFacts, type FactSources } from './policyFacts.ts';
import type { PolicyStore } from './policyStore.ts';
import type { VolumeRegistry } from './volumeRegistry.ts';

/** What changes within this time is looked at together. */
const gatherMs = 250;

interface BoardSources extends FactSources {
  readonly policies: PolicyStore;
  readonly volumes: Pick<VolumeRegistry, 'feed'>;
  readonly devices: Pick<DeviceRegistry, 'device' | 'onChange'>;
}

export class PolicyBoard {
  /** Marked when a policy or what is known of a datastore has become another. */
  readonly feed = new ChangeFeed<'state'>();
  readonly #sources: BoardSources;
  readonly #closing = new AbortController();
  readonly #stops: (() => void)[];
  #told = '';
  #timer: NodeJS.Timeout | null = null;

  constructor(sources: BoardSources) {
    this.#sources = sources;
    sources.policies.onChange = () => this.feed.mark(['state']);
    this.#stops = [sources.devices.onChange(() => this.#note()), sources.inventory.onContainers(() => this.#note())];
    void this.#followVolumes();
  }

  state(): PolicyState {
    return { policies: this.#sources.policies.all(), datastores: this.#facts() };
  }

  /** For those who follow the feed. Whoever reads something else than what was told last is told of the next change whatever that is. */
  stateToFollow(): PolicyState {
    const state = this.state();
    if (JSON.stringify(state.datastores) !== this.#told) this.#told = '';
    return state;
  }

  /** To look things up in, as they are now. */
  book(): PolicyBook {
    return new PolicyBook(this.state());
  }

  close(): void {
    this.#closing.abort();
    for (const stop of this.#stops) stop();
    this.#sources.policies.onChange = null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.feed.close();
  }

  #facts(): PolicyFacts[] {
    const { inventory } = this.#sources;
    return inventory.datastores().map((datastore) => policyFacts(this.#sources, datastore));
  }

  /** Space, dedupe and every other setting of volumes. */
  async #followVolumes(): Promise<void> {
    const subscription = this.#sources.volumes.feed.subscribe(this.#closing.signal);
    for (let changes = await subscription.next(); changes; changes = await subscription.next()) this.#note();
  }

  #note(): void {
    // Whoever comes next reads everything anew.
    if (this.feed.subscriberCount === 0 || this.#closing.signal.aborted) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const facts = JSON.stringify(this.#facts());
      if (facts === this.#told) return;
      this.#told = facts;
      this.feed.mark(['state']);
    }, gatherMs).unref();
  }
}
