/**
 * Line icons on a 16 x 16 grid, drawn with a 1.2 px stroke in the current
 * colour. Each entry is the `d` of one path; a filled dot is a zero-length
 * line, which the round line caps turn into a dot.
 */
export const iconPaths = {
  vcenter: 'M2 2.5h12v3.6H2zM2 6.1h12v3.7H2zM2 9.8h12v3.7H2zM4.2 4.3h2M4.2 8h2M4.2 11.6h2M11.8 4.3h0M11.8 8h0M11.8 11.6h0',
  datacenter: 'M1.8 5.8 8 2l6.2 3.8M2.5 5.8v7.7M5.3 5.8v7.7M8 5.8v7.7M10.7 5.8v7.7M13.5 5.8v7.7M1.5 13.8h13',
  cluster: 'M5.4 1.8h5.2v4.4H5.4zM1.5 9.8h5v4.4h-5zM9.5 9.8h5v4.4h-5zM8 6.2v1.8M4 9.8V8h8v1.8',
  host: 'M3.5 1.6h9v12.8h-9zM5.5 4h5M5.5 6.2h5M8 11.6h0',
  folder: 'M1.8 3.2h4.4l1.5 1.7h6.5v8.3H1.8zM1.8 6.6h12.4',
  vm: 'M1.8 3h9.4v7.4H1.8zM4.8 10.4v2.8h9.4V5.6h-3',
  vmOn: 'M1.8 3h9.4v7.4H1.8zM4.8 10.4v2.8h9.4V5.6h-3M5.3 5v3.5l2.9-1.75z',
  template: 'M1.8 3h9.4v7.4H1.8zM4.8 10.4v2.8h9.4V5.6h-3M3.9 5.4h5.2M3.9 7.7h3.4',
  datastore: 'M2.5 3.9c0-1.1 2.4-2 5.5-2s5.5.9 5.5 2-2.4 2-5.5 2-5.5-.9-5.5-2zM2.5 3.9v8.2c0 1.1 2.4 2 5.5 2s5.5-.9 5.5-2V3.9M2.5 8c0 1.1 2.4 2 5.5 2s5.5-.9 5.5-2',
  disk: 'M2 3h12v10H2zM8 10.2a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8zM8 7.8h0M12 11.1h0M4 11.1h0',
  search: 'M6.8 11.4a4.6 4.6 0 1 0 0-9.2 4.6 4.6 0 0 0 0 9.2zM10.2 10.2 14 14',
  close: 'm3.2 3.2 9.6 9.6M12.8 3.2l-9.6 9.6',
  check: 'm2.6 8.8 3.6 3.6 7.2-8.6',
  warning: 'M8 1.9 14.7 13.8H1.3zM8 6.2v3.8M8 11.9h0',
  error: 'M8 14.3A6.3 6.3 0 1 0 8 1.7a6.3 6.3 0 0 0 0 12.6zM8 4.6v4.2M8 11.2h0',
  info: 'M8 14.3A6.3 6.3 0 1 0 8 1.7a6.3 6.3 0 0 0 0 12.6zM8 7.4v4M8 4.9h0',
  moon: 'M13.6 9.8A6 6 0 0 1 6.2 2.4a6 6 0 1 0 7.4 7.4z',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1.1 1.1M4.3 11.7l-1.1 1.1',
  chevron: 'm6 3.4 4.6 4.6L6 12.6',
  plus: 'M8 2.6v10.8M2.6 8h10.8',
  minus: 'M2.6 8h10.8',
  play: 'M4.6 2.8v10.4l8-5.2z',
  stop: 'M4 4h8v8H4z',
  trash: 'M2.6 4.2h10.8M6 4.2V2.4h4v1.8M4 4.2l.6 9.6h6.8l.6-9.6M6.7 6.8v4.4M9.3 6.8v4.4',
  download: 'M8 1.8v8.4M4.6 7 8 10.4 11.4 7M2.4 11.4v2.6h11.2v-2.6',
  upload: 'M8 10.4V2M4.6 5.2 8 1.8l3.4 3.4M2.4 11.4v2.6h11.2v-2.6',
  clone: 'M2 2h7.6v7.6H2zM9.6 6.4H14V14H6.4V9.6',
  columns: 'M2 2.8h12v10.4H2zM6 2.8v10.4M10 2.8v10.4',
  more: 'M8 3.4h0M8 8h0M8 12.6h0',
  tasks: 'M2 4.2 3.2 5.4 5.4 2.8M7.6 4.2H14M2 11.2l1.2 1.2 2.2-2.6M7.6 11.2H14',
  bell: 'M8 2a4 4 0 0 0-4 4c0 4-1.6 5-1.6 6h11.2c0-1-1.6-2-1.6-6a4 4 0 0 0-4-4zM6.6 14.2h2.8M8 1.2V2',
  user: 'M8 8.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM2.2 14.4c.4-3 2.8-4.2 5.8-4.2s5.4 1.2 5.8 4.2',
  refresh: 'M13.4 8A5.4 5.4 0 1 1 11.6 4M11.8 1.4V4.2H9',
  copy: 'M5 4.6h8v9.6H5zM3 11.4V1.8h8',
  menu: 'M2 3.8h12M2 8h12M2 12.2h12',
  clock: 'M8 14.3A6.3 6.3 0 1 0 8 1.7a6.3 6.3 0 0 0 0 12.6zM8 4.4V8l2.6 1.8',
  sortUp: 'M8 13V3M4.4 6.6 8 3l3.6 3.6',
  sortDown: 'M8 3v10M4.4 9.4 8 13l3.6-3.6',
} as const;

export type IconName = keyof typeof iconPaths;
