namespace Olla.Perf.Reports;

/// <summary>The page's style sheet. Plots are drawn for light paper; in the dark their colours are turned over, hues kept.</summary>
internal static class HtmlStyle
{
    public const string Css = """
        :root{color-scheme:light dark;--ink:#1a1a1a;--quiet:#5c5c5c;--paper:#fff;--line:#ddd;--good:#e2f4ec;--bad:#fbe6da;--open:#f2f2f2;--link:#0b57a4}
        @media (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--quiet:#a5a5a5;--paper:#111;--line:#383838;--good:#12382a;--bad:#45240f;--open:#222;--link:#7db8f5}
        .plot svg{filter:invert(1) hue-rotate(180deg)}}
        *{box-sizing:border-box}
        body{margin:0 auto;padding:1rem;max-width:72rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
        h1{margin:.2em 0 0;font-size:1.9rem}h2{margin:2.2em 0 .2em;padding-top:.6em;border-top:1px solid var(--line)}h3{margin:1.2em 0 .2em}
        .lead{font-size:1.15rem;margin:.1em 0}.quiet,figcaption{color:var(--quiet);font-size:.9rem}
        nav{display:flex;flex-wrap:wrap;gap:.3rem 1rem;margin:1rem 0}a{color:var(--link)}
        article{border:1px solid var(--line);border-radius:.5rem;padding:.2rem 1rem .6rem;margin:.8rem 0}article p{margin:.4em 0}
        code{font-family:ui-monospace,monospace;font-size:.92em}code.key{font-weight:600}
        .table,.plot{overflow-x:auto}table{border-collapse:collapse;font-size:.86rem;font-variant-numeric:tabular-nums}
        th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top;min-width:3rem;overflow-wrap:normal}
        td:nth-child(n+3),th:nth-child(n+3){min-width:9rem}
        td.good{background:var(--good)}td.bad{background:var(--bad)}td.open{background:var(--open)}
        figure{margin:1.2rem 0}.plot svg{display:block;width:100%;min-width:34rem;max-width:60rem;height:auto}
        @media print{nav{display:none}h2,article,figure,tr{break-inside:avoid}body{max-width:none}}
        """;
}
