// Charts that answer: a figure's own data drawn on a canvas, series switched on and off, saved as PNG, SVG or data.
// Without it the drawing of the same figure stands there; the numbers are in the table beside either.
"use strict";

(() => {
  const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const LINES = ["solid", "dashed", "dotted", [8, 3, 2, 3]];
  const SYMBOLS = ["circle", "rect", "triangle", "diamond"];
  const drawn = new Map();

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const named = (text) => (text && text[language]) || "";

  const option = (data) => {
    const ink = colour("--ink"), line = colour("--line"), paper = colour("--paper");
    const stacked = data.kind === "areas";
    const palette = ["--act", "--broken", "--wait", "--good"].map(colour);
    const axis = { axisLine: { lineStyle: { color: ink } }, axisLabel: { color: ink } };
    const series = data.series.map((each, number) => ({
      name: named(each.name), type: "line", data: each.values, symbol: SYMBOLS[number % 4], symbolSize: 5,
      showSymbol: each.values.length < 40, connectNulls: false, stack: stacked ? "all" : undefined,
      areaStyle: stacked ? { opacity: 0.35 } : undefined,
      lineStyle: { type: LINES[number % 4], width: 2 },
    }));
    if (data.level !== undefined && series.length) {
      series[0].markLine = {
        silent: true, symbol: "none", lineStyle: { color: colour("--broken"), type: "dashed" },
        data: [{ yAxis: data.level, name: named(data.level_name) }], label: { formatter: "{b}", color: ink },
      };
    }
    return {
      animation: false, backgroundColor: paper, color: palette, textStyle: { color: ink, fontFamily: "inherit" },
      aria: { enabled: false },
      legend: { top: 0, textStyle: { color: ink }, itemWidth: 40 },
      tooltip: { trigger: "axis", renderMode: "richText" },
      grid: { left: 12, right: 24, top: 48, bottom: 8, containLabel: true },
      xAxis: { type: "category", data: data.labels || data.periods, boundaryGap: false, ...axis },
      yAxis: { type: "value", name: named(data.unit), nameTextStyle: { color: ink }, splitLine: { lineStyle: { color: line } }, ...axis },
      series,
    };
  };

  const save = (address, name) => {
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
  };

  const draw = async (figure) => {
    if (drawn.has(figure) || !window.echarts) return;
    drawn.set(figure, null);
    let data;
    try {
      const answer = await fetch(figure.dataset.chart);
      if (!answer.ok) return;
      data = await answer.json();
    } catch { return; }
    const caption = figure.querySelector("[data-caption]");
    if (caption && named(data.caption)) caption.textContent = named(data.caption);
    if (!["curves", "areas", "lines"].includes(data.kind)) return;
    const place = document.createElement("div");
    place.className = "canvas-chart";
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", named(data.alt) || named(data.caption));
    const picture = figure.querySelector("img");
    if (picture) picture.hidden = true;
    figure.prepend(place);
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(option(data));
    drawn.set(figure, { chart, data });
    new ResizeObserver(() => chart.resize()).observe(place);
    figure.querySelector("[data-png]")?.addEventListener("click", () => {
      save(chart.getDataURL({ type: "png", pixelRatio: 2, backgroundColor: colour("--paper") }), `${data.id}.png`);
    });
    const button = figure.querySelector("[data-png]");
    if (button) button.hidden = false;
  };

  const every = () => {
    for (const [figure, made] of drawn) {
      if (figure.isConnected) continue;
      made?.chart.dispose();
      drawn.delete(figure);
    }
    document.querySelectorAll("figure[data-chart]").forEach(draw);
  };

  const root = document.documentElement;
  const again = () => {
    for (const made of drawn.values()) {
      made?.chart.setOption(option(made.data));
      made?.chart.getZr().flush();
    }
  };
  new MutationObserver(again).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });
  // Paper is white: what is printed from the dark is drawn in the light, and put back.
  let theme;
  window.addEventListener("beforeprint", () => {
    theme = root.dataset.bsTheme;
    delete root.dataset.bsTheme;
    again();
  });
  window.addEventListener("afterprint", () => { if (theme) root.dataset.bsTheme = theme; });
  new MutationObserver(every).observe(document.getElementById("main"), { childList: true, subtree: true });
  every();
})();
