/** Wizards that were put aside, kept in the metadata store and parsed when they are read. */
import { Fault } from '../../shared/faults.ts';
import { draftContentSchema, draftIdSchema, draftLimit, type DraftContent, type DraftId, type DraftList } from '../../shared/model/draft.ts';
import { formatCount } from '../../shared/units.ts';
import type { Meta, Table } from '../meta/meta.ts';

/** As stored: the content may be of another version than this one knows. */
interface StoredDraft {
  readonly savedAtMs: number;
  readonly content: unknown;
}

export class DraftStore {
  readonly #meta: Meta;
  readonly #table: Table<string, StoredDraft>;

  constructor(meta: Meta) {
    this.#meta = meta;
    this.#table = meta.table('wizardDrafts');
  }

  /** The one put aside last comes first. */
  list(): DraftList {
    const list: DraftList = { drafts: [], unreadable: [] };
    for (const { key, value } of [...this.#table.entries()].toSorted((a, b) => b.value.savedAtMs - a.value.savedAtMs)) {
      const id = draftIdSchema.parse(key);
      const { savedAtMs } = value;
      const parsed = draftContentSchema.safeParse(value.content);
      if (parsed.success) list.drafts.push({ id, savedAtMs, content: parsed.data });
      else list.unreadable.push({ id, savedAtMs });
    }
    return list;
  }

  /** Durable when this returns. @throws Fault LimitExceeded */
  save(id: DraftId, content: DraftContent): DraftList {
    this.#meta.transaction((tx) => {
      if (this.#table.get(id) === undefined && this.#table.count() >= draftLimit) {
        throw new Fault('LimitExceeded', `${formatCount(draftLimit)} wizards are in progress already.`, { hint: 'Finish or discard one of them.' });
      }
      this.#table.put(tx, id, { savedAtMs: Date.now(), content });
    });
    return this.list();
  }

  /** Nothing happens when it is gone already. */
  remove(id: DraftId): DraftList {
    this.#meta.transaction((tx) => this.#table.remove(tx, id));
    return this.list();
  }
}
