import { arrayKinds, type ArrayKind } from '../../fixtures/yard.ts';

/** Both arrays: what machines are told must not depend on which one stands behind them. */
export const kinds: readonly ArrayKind[] = arrayKinds;
