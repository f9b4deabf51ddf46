/** Colours are written in the token files only: a theme that somebody forgot would show, and forced colours could not reach the rest. */

/** The files that may name colours, from the top of the project. */
export const tokenFiles: readonly string[] = ['renderer/ui/styles/tokens.css', 'renderer/ui/styles/tokensContrast.css', 'renderer/ui/styles/tokensForced.css'];

/** CSS Color Module Level 4, sections 6.1 and 6.2: what is named by a word. */
const named = new Set(
  `aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood cadetblue chartreuse chocolate coral
  cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange
  darkorchid darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey
  dodgerblue firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew hotpink indianred indigo
  ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan lightgoldenrodyellow lightgray lightgreen lightgrey lightpink
  lightsalmon lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine
  mediumblue mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred midnightblue mintcream mistyrose
  moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru
  pink plum powderblue purple rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue slateblue
  slategray slategrey snow springgreen steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke yellow yellowgreen
  accentcolor accentcolortext activetext buttonborder buttonface buttontext canvas canvastext field fieldtext graytext highlight highlighttext linktext
  mark marktext selecteditem selecteditemtext visitedtext`.split(/\s+/),
);

const hex = /#(?:[\da-f]{8}|[\da-f]{6}|[\da-f]{3,4})\b/i;
const made = /\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\(/i;

/** Whether the value of a property, or a text that may become one, names a colour. */
function namesColour(value: string): boolean {
  if (hex.test(value) || made.test(value)) return true;
  // A name with a dash, such as one of a custom property, is one word.
  return (value.match(/[\w-]+/g) ?? []).some((word) => named.has(word.toLowerCase()));
}

/** @param path from the top of the project @param text of a stylesheet */
export function styleColourProblems(path: string, text: string): string[] {
  if (tokenFiles.includes(path)) return [];
  const bare = text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  // Only what stands between a colon and the end of a declaration; a selector has its colons too, but no such end.
  return [...bare.matchAll(/([\w-]+)\s*:\s*([^;{}]+)[;}]/g)].flatMap(([, property = '', value = '']) => (namesColour(value) ? [`${path} names a colour: ${property}: ${value.trim()}`] : []));
}

const painted = /\b(?:fill|stroke|color|background(?:Color)?|border\w*|outline\w*|stopColor|(?:fill|stroke)Style)\s*[=:]\s*\{?\s*(['"`])((?:(?!\1).)*)\1/g;

/** The same for a source: colours that are computed or in hexadecimal anywhere, and names where something is painted. */
export function sourceColourProblems(path: string, text: string): string[] {
  const words = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*/g, '');
  const literals = [...words.matchAll(/(['"`])((?:(?!\1|\n).)*)\1/g)].map(([, , literal = '']) => literal).filter((literal) => hex.test(literal) || /\b(?:rgba?|hsla?|hwb|oklch|oklab|color-mix)\(/.test(literal));
  const paints = [...words.matchAll(painted)].map(([, , value = '']) => value).filter((value) => namesColour(value) && !literals.includes(value));
  return [...literals, ...paints].map((value) => `${path} names a colour: ${value}`);
}
