/**
 * Keeps dedupe and the exact pass out of each other's way. The pass gives back what nothing used
 * when it began; dedupe may find such a block by its fingerprint and use it again meanwhile.
 */
export class Liveness {
  /** Blocks that dedupe chose while a pass was under way. */
  #pinned: Set<number> | null = null;
  /** What the last pass found unused. It stays unused: numbers are never given out twice. */
  #isDead: ((vbn: number) => boolean) | null = null;

  /** A pass looks at the state of now. */
  beginPass(): void {
    this.#pinned = new Set();
  }

  /** The pass knows what was unused at its beginning. From here on dedupe leaves that alone. */
  condemn(isUnused: (vbn: number) => boolean): void {
    const pinned = this.#pinned ?? new Set<number>();
    this.#isDead = (vbn) => isUnused(vbn) && !pinned.has(vbn);
  }

  endPass(): void {
    this.#pinned = null;
  }

  /** Whether dedupe may point to the block. Asking keeps the pass under way from giving it back. */
  mayUse(vbn: number): boolean {
    if (this.#isDead?.(vbn)) return false;
    this.#pinned?.add(vbn);
    return true;
  }

  /** Whether the pass may give the block back, which it found unused. */
  mayFree(vbn: number): boolean {
    return !this.#pinned?.has(vbn);
  }
}
