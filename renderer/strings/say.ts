/**
 * What the client says. Every sentence and word of it is in `en/`, one catalog for each room under keys that
 * the source names; another language is another folder with the same keys. `{{name}}` is a value that is put in;
 * `_one` and `_other` behind a key are its forms for a `count`.
 */
import { createInstance } from 'i18next';
import { catalogs } from './catalogs.ts';

type Catalogs = typeof catalogs;
type WithoutForm<Key extends string> = Key extends `${infer Base}_one` ? Base : Key extends `${string}_other` ? never : Key;
type KeysOf<Room extends keyof Catalogs> = `${Room}.${WithoutForm<keyof Catalogs[Room] & string>}`;

/** A room and the key of a string in its catalog, as in `deploy.chooseATemplate`. */
export type StringKey = { [Room in keyof Catalogs]: KeysOf<Room> }[keyof Catalogs];

const strings = createInstance();
void strings.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: catalogs },
  // At once: words are looked up while modules are loaded, and nothing is fetched.
  initAsync: false,
  nsSeparator: '.',
  keySeparator: false,
  // React escapes what it shows; a name would be escaped twice.
  interpolation: { escapeValue: false },
});

/** Grids ask for the same words for thousands of rows. */
const plain = new Map<StringKey, string>();

/** The string of that key with the values put in. `count` chooses the form, and is written with separators. */
export function say(key: StringKey, values?: Readonly<Record<string, string | number | undefined>>): string {
  if (values !== undefined) return strings.t(key, values);
  const known = plain.get(key);
  if (known !== undefined) return known;
  const text = strings.t(key);
  plain.set(key, text);
  return text;
}
