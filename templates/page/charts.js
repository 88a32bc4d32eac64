(function () {
  "use strict";
  // Draws the charts. Texts from the data go through escape only.
  document.documentElement.classList.add("js");
  var data = window.pageData = JSON.parse(document.getElementById("data").textContent);
  var all = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
  var escape = function (s) {
    return String(s).replace(/[&<>"']/g, function (c) { return "&#" + c.charCodeAt(0) + ";"; });
  };
  var lines = function (list) {
    return list.filter(function (s) { return s !== ""; }).map(function (s, i) { return i ? escape(s) : "<b>" + escape(s) + "</b>"; }).join("<br>");
  };

  var GLYPH = ["缺", "✗", "✓", "–"], WORD = ["数据缺", "未达标", "达标", "不适用（按达标计）"];
  var paper = 0; // width of the paper while printing
  var drawn = [];
  if (data.shapes) echarts.registerMap("townships", data.shapes);
  function draw(c) {
    var box = document.getElementById(c.id), option = c.option;
    if (c.kind === "heat") {
      option.series[0].label.formatter = function (p) { return GLYPH[p.value[2]]; };
      option.tooltip.formatter = function (p) {
        var v = p.value;
        return lines([c.names[v[1]], c.items[v[0]] + "：" + WORD[v[2]], v[3] && "数字 " + v[3], "要求 " + c.asks[v[0]], v[4]]);
      };
    } else if (c.kind === "grid") {
      option.series[0].label.formatter = function (p) { return p.value[3]; };
      option.tooltip.formatter = function (p) { return lines([c.names[p.value[1]], c.items[p.value[0]] + "：" + p.value[4]]); };
    } else if (c.kind === "map") {
      option.series[0].label.formatter = function (p) { return c.labels[p.dataIndex] || ""; };
      option.tooltip.formatter = function (p) { return lines(c.tips[p.dataIndex] || [p.name, "没有数字"]); };
    } else if (c.kind === "flow") {
      option.tooltip.formatter = function (p) { return p.dataType === "edge" ? lines(c.tips[p.dataIndex]) : lines([p.name]); };
    } else if (c.kind === "points") {
      option.tooltip.formatter = function (p) { return lines(c.tips[p.value[2]]); };
    } else {
      option.tooltip.formatter = function (list) { return lines(c.tips[list[0].dataIndex]); };
    }
    var width = paper || box.clientWidth, size = layout(c, width);
    box.style.height = size.height + "px";
    var chart = echarts.init(box, null, { renderer: "svg", width: size.width, height: size.height });
    chart.setOption(option, { lazyUpdate: true });
    chart.setOption(size.option);
    box.setAttribute("role", "img"); // ECharts takes it away
    drawn.push({ box: box, chart: chart, spec: c, width: width });
  }
  // layout is the size of a chart in so much room, and what of its option depends on it.
  function layout(spec, width) {
    if (!spec.items) {
      return { width: width, height: spec.height, option: spec.option.yAxis ? { yAxis: [{ axisLabel: { fontSize: width < 560 ? 12 : 13 } }] } : {} };
    }
    // a matrix: cells no wider than they need be, heads as high as their words
    var n = spec.items.length, left = spec.left || 118, room = Math.min(width, left + 8 + 132 * n);
    var each = Math.max(22, Math.floor((room - left - 8) / n) - 4), size = each < 40 ? 10 : 11, high = size + 2;
    var most = Math.max.apply(null, spec.items.map(function (s) { return Math.ceil(s.length / Math.max(1, Math.floor(each / size))); }));
    var top = 12 + high * most;
    return { width: room, height: top + 8 + 22 * spec.names.length,
      option: { grid: [{ top: top }], xAxis: [{ axisLabel: { width: each, fontSize: size, lineHeight: high } }] } };
  }
  function fit() {
    drawn.forEach(function (c) {
      var width = paper || c.box.clientWidth;
      if (!width || width === c.width) return;
      c.width = width;
      var size = layout(c.spec, width);
      c.box.style.height = size.height + "px";
      c.chart.resize({ width: size.width, height: size.height });
      c.chart.setOption(size.option);
    });
  }
  // The page is read from the top: a chart at a time, so that the text is there at
  // once and stays alive.
  var left = data.charts.slice();
  function next() {
    if (left.length) draw(left.shift());
    if (left.length) setTimeout(next, 0);
    else document.documentElement.setAttribute("data-drawn", "all");
  }
  function rest() {
    while (left.length) draw(left.shift());
    fit();
  }
  var begun = false;
  function begin() {
    if (!begun) next();
    begun = true;
  }
  requestAnimationFrame(function () { setTimeout(begin, 0); });
  setTimeout(begin, 300); // a page that is not in sight has no frames
  var waiting = 0;
  window.addEventListener("resize", function () {
    clearTimeout(waiting);
    waiting = setTimeout(fit, 80);
  });

  // Printing: tables open, charts as wide as the paper (A4 less its margins).
  var opened = [];
  function beforePrint() {
    if (paper) return;
    paper = 690;
    opened = all("details:not([open])");
    opened.forEach(function (d) { d.open = true; });
    rest();
  }
  function afterPrint() {
    paper = 0;
    opened.forEach(function (d) { d.open = false; });
    fit();
  }
  window.addEventListener("beforeprint", beforePrint);
  window.addEventListener("afterprint", afterPrint);
})();
