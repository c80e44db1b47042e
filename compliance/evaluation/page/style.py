"""How the page of an evaluation looks, by day and by night."""

STYLE = """
:root { color-scheme: light dark; --paper: #fdfdfc; --card: #f3f4f1; --ink: #1d2125;
  --muted: #5b646c; --line: #dcdfdb; --mask: #0067a8; --incorrect: #b26500; --no_mask: #a5246f;
  --found: #0067a8; --right: #b0420b; --shade: #0067a8; }
@media (prefers-color-scheme: dark) { :root { --paper: #15181b; --card: #1f2427; --ink: #e9ecee;
  --muted: #a3adb5; --line: #343b40; --mask: #63b5ee; --incorrect: #f0ab4a; --no_mask: #ea86bf;
  --found: #63b5ee; --right: #f59a6b; --shade: #3c8fcb; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2.5rem 1.25rem 5rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .4rem; letter-spacing: -.01em; }
h2 { font-size: 1.3rem; margin: 3rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { max-width: 46rem; margin: .5rem 0; }
.about, .note, figcaption, caption { color: var(--muted); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .75rem;
  margin: 1.75rem 0; padding: 0; list-style: none; }
.tiles li { background: var(--card); border-radius: .6rem; padding: 1rem 1.15rem; }
.tiles strong { display: block; font-size: 1.75rem; line-height: 1.25; font-weight: 650;
  font-variant-numeric: tabular-nums; }
.tiles span { display: block; }
.tiles .note { font-size: .875rem; }
figure { margin: 1.25rem 0; } figure h3 { margin-bottom: .75rem; }
.plot, .scroll { overflow-x: auto; }
.plot svg { display: block; width: 100%; min-width: 36rem; max-width: 48rem; height: auto; }
svg text { fill: var(--muted); font-size: 13px; }
svg .name { fill: var(--ink); }
svg .title { font-size: 12.5px; }
.grid { stroke: var(--line); stroke-width: 1; fill: none; }
.reference { stroke: var(--muted); stroke-width: 1.25; stroke-dasharray: 4 4; fill: none; }
.curve { stroke: var(--found); stroke-width: 2.25; stroke-linejoin: round; fill: none; }
.histogram { fill: var(--line); }
.whisker { stroke-width: 2.5; stroke-linecap: round; opacity: .55; fill: none; }
.dot { stroke: var(--paper); stroke-width: 1.5; }
.mask.dot { fill: var(--mask); } .mask.whisker { stroke: var(--mask); }
.incorrect.dot { fill: var(--incorrect); } .incorrect.whisker { stroke: var(--incorrect); }
.no_mask.dot { fill: var(--no_mask); } .no_mask.whisker { stroke: var(--no_mask); }
.found.dot { fill: var(--found); } .found.whisker { stroke: var(--found); }
.right.dot { fill: var(--right); } .right.whisker { stroke: var(--right); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: .5rem 0; }
caption { text-align: left; font-size: .9rem; padding-bottom: .35rem; }
th, td { padding: .4rem .8rem; border-bottom: 1px solid var(--line); text-align: right;
  white-space: nowrap; }
th { font-weight: 600; } thead th { color: var(--muted); font-size: .9rem; }
th:first-child { text-align: left; padding-left: 0; }
.confusion td { min-width: 6.5rem; border: 3px solid var(--paper); border-radius: .5rem;
  background: color-mix(in srgb, var(--shade) calc(var(--share) * 55%), var(--card)); }
.confusion small { display: block; color: inherit; opacity: .8; }
details { margin: .4rem 0; } summary { cursor: pointer; color: var(--muted); }
summary:focus-visible { outline: 2px solid var(--found); outline-offset: 3px; }
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr));
  gap: 1rem; padding: 0; list-style: none; }
.mistakes img { width: 100%; border-radius: .5rem; display: block; }
.mistakes p { margin: .4rem 0 0; font-size: .875rem; line-height: 1.4; }
.mistakes .note { overflow-wrap: anywhere; }
code { font-size: .92em; background: var(--card); padding: .1em .35em; border-radius: .3em; }
@media print { body { max-width: none; } details { display: block; } }
"""
