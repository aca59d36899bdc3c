// Cuts src/geo/outlines.bin from Natural Earth (public domain), as npm's `world-atlas` carries it.
//
//     mkdir scratch && cd scratch
//     npm install --no-save world-atlas@2.0.2 topojson-client@3.1.0 topojson-simplify@3.0.3
//     node …/docs/outlines.mjs …/src/geo/outlines.bin
//
// Run by hand, once for each version of the data; building and running the program needs neither node nor network.
// The same packages give the same bytes.
//
// The file: one line of text (origin, licence), then unsigned LEB128 numbers; a signed number is zigzag-coded.
//   steps in a degree of longitude, and of latitude; longitude and latitude of the corner, in steps, signed
//   number of arcs; for each: number of points, the points (signed, in steps: the first from the corner, the rest from the one before)
//   number of countries; for each: length of the name in bytes, the name (UTF-8), number of rings;
//     for each ring: number of arcs, their numbers (signed: i, or -1 - i for arc i backwards)
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const here = createRequire(join(process.cwd(), 'package.json'));
const load = async (name) => import(pathToFileURL(here.resolve(name)));
const { mergeArcs } = await load('topojson-client');
const { presimplify, sphericalTriangleArea, sphericalRingArea } = await load('topojson-simplify');

const EARTH_KM2 = 6371 ** 2; // square kilometres in a steradian
const DETAIL_KM2 = Number(process.env.DETAIL_KM2 ?? 2); // a bend that spans less than this is straightened
const ISLAND_KM2 = Number(process.env.ISLAND_KM2 ?? 4); // smaller islands are left out, but for the largest of each country
const ALWAYS = 6; // so many islands of a country are kept however small they are
const STEPS = 300; // in a degree: 370 m, about what the source itself is rounded to

// Areas that the data give a shape of their own and the United Nations count to a member state.
const PARTS = {
  Somaliland: 'Somalia',
  'N. Cyprus': 'Cyprus',
  'Cyprus U.N. Buffer Zone': 'Cyprus',
  Baikonur: 'Kazakhstan',
  'USNB Guantanamo Bay': 'Cuba',
};

// Short names as the United Nations write them, where the data abbreviate or are older.
const NAMES = {
  'Antigua and Barb.': 'Antigua and Barbuda',
  'Bosnia and Herz.': 'Bosnia and Herzegovina',
  'Br. Indian Ocean Ter.': 'British Indian Ocean Territory',
  'Central African Rep.': 'Central African Republic',
  'Dem. Rep. Congo': 'Democratic Republic of the Congo',
  'Dominican Rep.': 'Dominican Republic',
  'Eq. Guinea': 'Equatorial Guinea',
  Macedonia: 'North Macedonia',
  'Marshall Is.': 'Marshall Islands',
  'S. Sudan': 'South Sudan',
  'Solomon Is.': 'Solomon Islands',
  'St. Kitts and Nevis': 'Saint Kitts and Nevis',
  'St. Vin. and Gren.': 'Saint Vincent and the Grenadines',
  'São Tomé and Principe': 'São Tomé and Príncipe',
  Turkey: 'Türkiye',
  Vietnam: 'Viet Nam',
  'W. Sahara': 'Western Sahara',
  eSwatini: 'Eswatini',
};

const world = presimplify(JSON.parse(readFileSync(here.resolve('world-atlas/countries-10m.json'))), sphericalTriangleArea);
const version = JSON.parse(readFileSync(here.resolve('world-atlas/package.json'))).version;

// A shared border is one arc, so that both sides stay the same line.
const arcs = world.arcs.map((points) => {
  const [first, last] = [points[0], points[points.length - 1]];
  const closed = first[0] === last[0] && first[1] === last[1];
  const ranked = points.slice(1, -1).map((point) => point[2]).sort((a, b) => b - a);
  // An island stays at least a triangle.
  const least = Math.min(DETAIL_KM2 / EARTH_KM2, closed ? (ranked[1] ?? 0) : Infinity);
  return points.filter((point, i) => i === 0 || i === points.length - 1 || point[2] >= least);
});

const groups = new Map();
for (const geometry of world.objects.countries.geometries) {
  const own = geometry.properties.name;
  const name = PARTS[own] ?? own;
  groups.set(name, [...(groups.get(name) ?? []), geometry]);
}

const coordinates = (ring) => ring.flatMap((i) => (i < 0 ? [...world.arcs[~i]].reverse() : world.arcs[i]).slice(1));
const km2 = (polygon) => Math.abs(sphericalRingArea(coordinates(polygon[0]).concat([coordinates(polygon[0])[0]]), true)) * EARTH_KM2;

const countries = [...groups].map(([name, geometries]) => {
  // What needs no merging is taken as it is: the merge stitches one ring of the source (across a lake) a step off.
  const own = geometries.length > 1 ? mergeArcs(world, geometries).arcs : [geometries[0].arcs].flat(geometries[0].type === 'Polygon' ? 0 : 1);
  const polygons = own.map((polygon) => ({ polygon, size: km2(polygon) }));
  polygons.sort((a, b) => b.size - a.size);
  const kept = polygons.filter(({ size }, i) => i < ALWAYS || size >= ISLAND_KM2);
  return { name: NAMES[name] ?? name, rings: kept.flatMap(({ polygon }) => polygon) };
});
countries.sort((a, b) => (a.name < b.name ? -1 : 1));

const bytes = [];
const unsigned = (n) => {
  for (; n >= 128; n = Math.floor(n / 128)) bytes.push((n % 128) + 128);
  bytes.push(n);
};
const signed = (n) => unsigned(n < 0 ? -2 * n - 1 : 2 * n);

const numbers = new Map(); // arcs in use, in the order of their first use
for (const { rings } of countries)
  for (const i of rings.flat()) {
    const arc = i < 0 ? ~i : i;
    if (!numbers.has(arc)) numbers.set(arc, numbers.size);
  }

const corner = [-180 * STEPS, -90 * STEPS];
[STEPS, STEPS].forEach(unsigned);
corner.forEach(signed);
unsigned(numbers.size);
for (const arc of numbers.keys()) {
  const steps = arcs[arc].map(([x, y]) => [Math.round(x * STEPS), Math.round(y * STEPS)]);
  const points = steps.filter(([x, y], i) => i === 0 || i === steps.length - 1 || x !== steps[i - 1][0] || y !== steps[i - 1][1]);
  unsigned(points.length);
  let [x, y] = corner;
  for (const [px, py] of points) {
    signed(px - x);
    signed(py - y);
    [x, y] = [px, py];
  }
}
unsigned(countries.length);
for (const { name, rings } of countries) {
  const text = Buffer.from(name, 'utf8');
  unsigned(text.length);
  bytes.push(...text);
  unsigned(rings.length);
  for (const ring of rings) {
    unsigned(ring.length);
    for (const i of ring) signed(i < 0 ? -1 - numbers.get(~i) : numbers.get(i));
  }
}

const head = `Country outlines: Natural Earth 4.1.0 (public domain, naturalearthdata.com), from npm world-atlas ${version}, cut by docs/outlines.mjs.\n`;
writeFileSync(process.argv[2], Buffer.concat([Buffer.from(head, 'utf8'), Buffer.from(bytes)]));
console.log(`${countries.length} countries and areas, ${numbers.size} arcs, ${bytes.length + head.length} bytes`);
