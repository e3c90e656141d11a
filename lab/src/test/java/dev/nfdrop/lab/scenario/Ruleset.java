package dev.nfdrop.lab.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The truth that scenarios are held against: handles from nft's JSON, texts from its listing.
record Ruleset(List<Rule> rules) {

  /// The shell commands that print a line of JSON for each table, then the whole listing. Tables
  /// that a trace has made are left out: nft 1.0.6 prints broken JSON for one that has an owner.
  static final String LIST =
      """
      nft list tables | grep -v ' nfdrop-trace-' | while read -r _ family table; do
        nft -j -a list table $family $table; echo
      done
      nft -s -a list ruleset
      """;

  /// One rule.
  ///
  /// @param comment the rule's comment, by which a scenario finds it; empty if it has none
  /// @param text the line that nft prints, without the indentation and the handle
  record Rule(
      String family, String table, String chain, long handle, String comment, String text) {}

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Pattern TABLE = Pattern.compile("table (\\S+) (\\S+) \\{.*");
  private static final Pattern RULE = Pattern.compile("\\s+(.*) # handle (\\d+)");

  /// Reads what [#LIST] prints.
  static Ruleset parse(String listings) {
    var texts = texts(listings);
    var rules = new ArrayList<Rule>();
    for (var line : listings.lines().filter(line -> line.startsWith("{")).toList()) {
      for (var object : JSON.readTree(line).path("nftables")) {
        if (object.has("rule")) {
          rules.add(rule(object.path("rule"), texts));
        }
      }
    }
    return new Ruleset(rules);
  }

  /// The rule with this comment.
  Rule of(String comment) {
    return rules.stream()
        .filter(rule -> rule.comment().equals(comment))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no rule has the comment " + comment + ": " + rules));
  }

  private static Rule rule(JsonNode rule, Map<String, String> texts) {
    var table = rule.path("family").asString() + " " + rule.path("table").asString();
    var handle = rule.path("handle").asLong();
    var text = texts.get(table + " " + handle);
    if (text == null) {
      throw new AssertionError("nft lists no rule of handle " + handle + " in table " + table);
    }
    return new Rule(
        rule.path("family").asString(),
        rule.path("table").asString(),
        rule.path("chain").asString(),
        handle,
        rule.path("comment").asString(""),
        text);
  }

  /// The rules' texts by family, table and handle.
  private static Map<String, String> texts(String listing) {
    var texts = new HashMap<String, String>();
    var table = "";
    for (var line : listing.lines().toList()) {
      var heading = TABLE.matcher(line);
      if (heading.matches()) {
        table = heading.group(1) + " " + heading.group(2);
        continue;
      }
      var rule = RULE.matcher(line);
      if (rule.matches()) {
        texts.put(table + " " + rule.group(2), rule.group(1));
      }
    }
    return texts;
  }
}
