import { createContext } from 'react';

/**
 * How figures are spelled now, as the name of a system of units. What keeps texts that it has drawn or
 * spelled looks at it, so that it draws and spells them anew when this changes, and stays what it is otherwise.
 */
export const SpellingContext = createContext('');
