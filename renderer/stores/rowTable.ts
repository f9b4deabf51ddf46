/** A persistent table of rows by id: changing k rows copies k small buckets, not the whole table. */
import type { ObjectId } from '../../shared/ids.ts';

const bucketCount = 256;

type Bucket<Row> = ReadonlyMap<ObjectId, Row>;

/** Immutable from outside; `changed` returns a new table that shares the untouched buckets. */
export class RowTable<Row extends { readonly id: ObjectId }> {
  readonly size: number;
  readonly #buckets: readonly (Bucket<Row> | undefined)[];

  private constructor(buckets: readonly (Bucket<Row> | undefined)[], size: number) {
    this.#buckets = buckets;
    this.size = size;
  }

  static empty<Row extends { readonly id: ObjectId }>(): RowTable<Row> {
    return new RowTable<Row>([], 0);
  }

  get(id: ObjectId): Row | undefined {
    return this.#buckets[bucketOf(id)]?.get(id);
  }

  has(id: ObjectId): boolean {
    return this.get(id) !== undefined;
  }

  /** The table with `rows` put in (or over rows of the same id) and `removedIds` taken out. */
  changed(rows: readonly Row[], removedIds: readonly ObjectId[] = []): RowTable<Row> {
    if (rows.length === 0 && removedIds.length === 0) return this;
    const buckets = this.#buckets.slice();
    const fresh = new Map<number, Map<ObjectId, Row>>();
    const writable = (index: number): Map<ObjectId, Row> => {
      const known = fresh.get(index);
      if (known !== undefined) return known;
      const copy = new Map(buckets[index]);
      fresh.set(index, copy);
      buckets[index] = copy;
      return copy;
    };
    let size = this.size;
    for (const row of rows) {
      const bucket = writable(bucketOf(row.id));
      if (!bucket.has(row.id)) size += 1;
      bucket.set(row.id, row);
    }
    for (const id of removedIds) {
      if (!buckets[bucketOf(id)]?.has(id)) continue;
      writable(bucketOf(id)).delete(id);
      size -= 1;
    }
    return new RowTable<Row>(buckets, size);
  }

  /** All rows, in no particular order. */
  *values(): IterableIterator<Row> {
    for (const bucket of this.#buckets) if (bucket !== undefined) yield* bucket.values();
  }
}

/** Ids end in a number that grows with every object, so its remainder spreads them evenly. */
function bucketOf(id: ObjectId): number {
  let number = 0;
  for (let at = id.length - 1, weight = 1; at >= 0 && weight <= 100; at -= 1, weight *= 10) {
    const digit = id.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    number += digit * weight;
  }
  return number % bucketCount;
}
