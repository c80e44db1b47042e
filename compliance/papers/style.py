"""How the privacy report looks, on a screen and on A4."""

STYLE = """
@page { size: A4; margin: 20mm 18mm 18mm;
  @bottom-right { content: counter(page); font: 9pt Arial, "Liberation Sans", sans-serif; } }
:root { --ink: #16202a; --soft: #51606e; --line: #cfd8e0; --pale: #f3f6f8;
  --mark: #8a4b00; --markpale: #fff6e5; --deep: #0b4f6c; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 28px 22px 60px; max-width: 820px; color: var(--ink);
  background: #fff; font: 15px/1.5 "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
header { border-bottom: 3px solid var(--deep); margin-bottom: 24px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 6px; }
header p { margin: 0 0 14px; color: var(--soft); }
h2 { font-size: 20px; margin: 38px 0 10px; padding-top: 10px; border-top: 1px solid var(--line);
  color: var(--deep); }
main > h2:first-child { border-top: 0; margin-top: 0; }
h3 { font-size: 16px; margin: 24px 0 6px; }
h2, h3 { break-after: avoid; }
p, ul { margin: 8px 0; }
ul { padding-left: 22px; }
li { margin: 3px 0; }
table { width: 100%; border-collapse: collapse; margin: 12px 0; font-size: 13px;
  line-height: 1.4; }
th { text-align: left; background: var(--pale); border-bottom: 2px solid var(--line); }
th, td { padding: 5px 8px; vertical-align: top; overflow-wrap: break-word; }
td { border-bottom: 1px solid var(--line); }
tr { break-inside: avoid; }
td span, main > p span { white-space: nowrap; }
thead { display: table-header-group; }
code { font: 12px/1.4 "DejaVu Sans Mono", Menlo, Consolas, monospace; }
figure { margin: 14px 0; break-inside: avoid; }
svg.flow { width: 100%; height: auto; }
svg.flow text { font-family: "Helvetica Neue", Arial, "Liberation Sans", sans-serif; }
svg.flow text { fill: #16202a; }
svg.flow .title { font-size: 15px; font-weight: bold; }
svg.flow .detail { font-size: 12.5px; }
svg.flow .passes { font-size: 12.5px; font-style: italic; fill: #51606e; }
svg.flow .stage { fill: #f3f6f8; stroke: #9fb0be; stroke-width: 1.2; }
svg.flow .locked { fill: #e9f3f8; stroke: #0b4f6c; stroke-width: 2.6; }
svg.flow .arrow { stroke: #51606e; stroke-width: 2; fill: none; }
svg.flow .tip { fill: #51606e; }
.box { border: 2px solid var(--mark); background: var(--markpale); border-radius: 6px;
  padding: 8px 12px 10px; margin: 14px 0; break-inside: avoid; }
.box p { margin: 0; }
.box b { color: var(--mark); }
.box span, .boxes span { display: inline-block; min-width: 24px; padding: 0 5px; margin-right: 8px;
  border-radius: 12px; background: var(--mark); color: #fff; text-align: center;
  font-weight: bold; font-size: 13px; line-height: 22px; }
.box .hint { color: var(--soft); font-size: 13px; margin-top: 4px; }
.box .room { height: 46px; margin-top: 8px; background: #fff; border: 1px dashed #d3a860; }
.boxes { list-style: none; padding: 0; }
.boxes li { display: flex; margin: 7px 0; }
.boxes a { text-decoration: none; }
@media screen and (max-width: 640px) {
  body { padding: 16px 14px; }
  table { display: block; overflow-x: auto; }
}
@media print {
  body { padding: 0; max-width: none; font-size: 10.5pt; -webkit-print-color-adjust: exact;
    print-color-adjust: exact; }
  table { font-size: 9pt; }
  code { font-size: 8.3pt; }
}
"""
