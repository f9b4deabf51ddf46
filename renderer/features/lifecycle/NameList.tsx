import { say } from '../../strings/say.ts';

const shownNameCount = 8;

/** The first few names, and how many more there are. */
export function NameList({ names }: { names: readonly string[] }) {
  return (
    <ul className="app-name-list">
      {names.slice(0, shownNameCount).map((name) => (
        <li key={name}>{name}</li>
      ))}
      {names.length > shownNameCount ? <li>{say('common.andMore', { count: names.length - shownNameCount })}</li> : null}
    </ul>
  );
}
