"""How the pages of the law look: ink and paper, one blue, one ochre, one red; a third column where there is room."""

__all__ = ["STYLE"]

STYLE = """
:root{--ink:#1f2328;--paper:#fff;--soft:#5b626b;--line:#d9dbd6;--wash:#f6f6f3;--blue:#1d3f72;--ochre:#80591a;
--red:#a8322d;color-scheme:light dark}
@media (prefers-color-scheme:dark){:root{--ink:#e4e6e3;--paper:#17191c;--soft:#a3a9b0;--line:#3a3e44;--wash:#1f2226;
--blue:#9dbdec;--ochre:#dcb266;--red:#f0938d}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.65 "Noto Sans SC","Noto Sans CJK SC","PingFang SC",
"Microsoft YaHei",system-ui,sans-serif;overflow-wrap:anywhere}
header.top,main{max-width:78rem;margin:0 auto;padding:0 1.25rem}
header.top{padding-top:2.5rem;border-bottom:3px double var(--line);position:relative}
h1{font-size:1.9rem;font-weight:600;line-height:1.25;margin:0 3.5rem .5rem 0}
h2{font-size:1.35rem;font-weight:600;line-height:1.35;margin:2.5rem 0 .75rem}
h3{font-size:1rem;font-weight:600;margin:0;display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
:lang(zh-CN) h1,:lang(zh-CN) h2,:lang(zh-CN) h3{font-weight:500}
a{color:var(--blue);text-underline-offset:.2em}
a:focus-visible,summary:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
.switch{position:absolute;right:1.25rem;top:2.75rem;margin:0}
.caution,.aside,.note,.how,.where,.gist{color:var(--soft);font-size:.875rem}
.where,.gist{font-weight:400}
.caution{margin-bottom:1.5rem}
nav ol{padding-left:1.5rem;margin:0}
nav li{margin:.5rem 0}
nav .aside{display:block}
.legend dl,dl.facts{display:flex;flex-wrap:wrap;gap:.35rem 1.75rem;margin:.5rem 0}
.legend div{display:flex;gap:.5rem;align-items:center}
dl.facts div{display:flex;gap:.6rem}
dl dt{color:var(--soft);white-space:nowrap}
dl dd{margin:0;min-width:0}
.mark{display:inline-flex;width:1.45em;height:1.45em;border:1.5px solid currentColor;border-radius:50%;font-size:.75rem;
font-weight:600;align-items:center;justify-content:center;text-decoration:none;vertical-align:.1em;line-height:1}
.book{border-top:3px double var(--line);margin-top:3rem}
.book h2{margin-top:1.5rem}
.book h2 [lang=zh-CN]{font-weight:500}
.second{display:block;margin-top:.3rem;font-size:1rem;font-weight:400;color:var(--soft)}
.counts{font-variant-numeric:tabular-nums;margin:.5rem 0 1.25rem}
.clause{display:grid;grid-template-columns:1fr 1fr minmax(17rem,.85fr);gap:.35rem 1.75rem;padding:1.1rem 0;
border-top:1px solid var(--line);scroll-margin-top:1rem}
.clause:target{background:var(--wash)}
.clause h3{grid-column:1/-1}
.text{margin:.25rem 0;text-wrap:pretty}
.text:lang(zh-CN){text-align:justify}
.reported{color:var(--soft);font-style:normal;border-left:2px dotted var(--line);padding-left:.75rem}
.margin{min-width:0}
.card{border-left:3px solid var(--line);padding:.1rem 0 .1rem .8rem;margin:.25rem 0 .9rem;
font-size:.9rem;line-height:1.5}
.card p{margin:.15rem 0}
.card .kind{font-size:.8125rem;color:var(--soft)}
.bar{border-color:var(--red)}.bar .kind{color:var(--red)}
.gate{border-color:var(--ochre)}.gate .kind{color:var(--ochre)}
.warn{border-left-style:dashed;border-color:var(--ochre)}
.info,.definition,.disclosure,.form,.deadline{border-color:var(--blue)}
code{font:.85em ui-monospace,"SF Mono",Consolas,"Noto Sans Mono",monospace}
details{margin-top:.35rem}
summary{cursor:pointer;color:var(--blue)}
details ul{list-style:none;padding:0;margin:.35rem 0 0}
details li{padding:.4rem 0;border-top:1px solid var(--line)}
.how{display:block}
.reason{margin:.25rem 0;font-size:.9rem;color:var(--soft);border-left:3px double var(--line);padding-left:.8rem}
@media (max-width:64rem){.clause{grid-template-columns:1fr 1fr}.margin{grid-column:1/-1}}
@media (max-width:44rem){body{font-size:15px}.clause{grid-template-columns:minmax(0,1fr)}h1{font-size:1.5rem}
dl.facts{display:block}dl.facts div{margin:.2rem 0}.text:lang(zh-CN){text-align:left}
.text:lang(en){color:var(--soft)}}
@media print{@page{margin:18mm 16mm}:root{--ink:#000;--paper:#fff;--soft:#444;--line:#bbb;--wash:#fff;--blue:#1d3f72;
--ochre:#80591a;--red:#a8322d}body{font-size:9.5pt}.switch{display:none}.book{break-before:page;border-top:0}
.clause{break-inside:avoid;grid-template-columns:1fr 1fr .85fr;gap:.2rem 1rem}.margin{grid-column:auto}
a{color:inherit;text-decoration:none}details::details-content{content-visibility:visible;display:block}}
"""
