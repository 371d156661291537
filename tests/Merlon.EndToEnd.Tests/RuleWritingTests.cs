using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Merlon;

/// <summary>What the rule commands write: into files word for word, and to people so that nothing hides.</summary>
public sealed partial class RuleWritingTests : IDisposable
{
    const string Unseen = "a\u001b[31mb\u202ec\U000e0041d\u2028e";

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("convert", "--to", "iptables")]
    [InlineData("convert", "--to", "nftables")]
    [InlineData("check", "--print")]
    [InlineData("lint", "--fix")]
    public void A_comment_is_written_word_for_word(string command, params string[] options)
    {
        var rules = Filter($"-A FORWARD -s 192.0.2.1/32 -m comment --comment \"{Unseen}\" -j DROP");
        var written = Run.Merlon(["rules", command, rules, .. options]);
        Assert.Equal(0, written.Status);
        Assert.Contains($"comment \"{Unseen}\"", written.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("convert", "--to", "iptables")]
    [InlineData("convert", "--to", "nftables")]
    [InlineData("check", "--print")]
    [InlineData("lint", "--fix")]
    public void Bytes_that_are_no_UTF8_are_written_as_they_were_read(string command, params string[] options)
    {
        var rule = "-A FORWARD -s 192.0.2.1/32 -m comment --comment \"caf\u00e9 \u00c3\u00a9\" -j DROP";
        var text = $"*filter\n:FORWARD ACCEPT [0:0]\n:\u00e8a - [0:0]\n:\u00e9a - [0:0]\n{rule}\nCOMMIT\n";
        var rules = _folder.Write("latin1", Encoding.Latin1.GetBytes(text));
        var written = Path.Combine(_folder.Root, "written");
        var ended = Run.Program("bash",
            ["-c", $"dotnet {Run.Built} rules {command} {rules} {string.Join(' ', options)} > {written}"]);
        Assert.Equal(0, ended.Status);
        Assert.Contains(
            "comment \"caf\u00e9 \u00c3\u00a9\"", File.ReadAllText(written, Encoding.Latin1), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_not_loaded_as_other_bytes()
    {
        var text = "*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -i caf\u00e9 -s 192.0.2.1 -j DROP\nCOMMIT\n";
        var rules = _folder.Write("latin1", Encoding.Latin1.GetBytes(text));
        var ended = Run.Merlon("rules", "apply", rules, "--dry-run");
        Assert.Equal(3, ended.Status);
        Assert.Contains("expected UTF-8", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_zero_byte_is_a_fault_since_iptables_restore_sees_nothing_behind_it()
    {
        var checkedRules = Run.Merlon("rules", "check", Filter("-A FORWARD -m comment --comment a\0b -j DROP"));
        Assert.Equal(1, checkedRules.Status);
        Assert.Contains(":3:34: a zero byte", checkedRules.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_is_as_long_as_it_is()
    {
        var comment = $"-m comment --comment {new string('x', 250)}";
        var line = $"-A FORWARD {comment} {comment}";
        Assert.Contains($"\n{line}\n", Run.Merlon("rules", "check", Filter(line), "--print").Output);
    }

    [Fact]
    public void What_people_see_hides_and_turns_nothing()
    {
        var rule = $"-A FORWARD -s 192.0.2.1 -i \"{Unseen[^9..]}\" -m comment --comment \"{Unseen}\" -j DROP";
        var commented = Filter(rule, rule);
        var wrong = Filter($"-A FORWARD -m comment --comment \"{Unseen}\" --nothing");
        Ended[] shown =
        [
            Run.Merlon("rules", "check", wrong),
            Run.Merlon("rules", "lint", commented),
            Run.Merlon("rules", "diff", commented, Filter()),
            Run.Merlon("rules", "decide", commented, "src=192.0.2.1", $"in={Unseen[^9..]}"),
            Run.Merlon("rules", "decide", commented, $"{Unseen}=1"),
            Run.Merlon("rules", "check", $"no{Unseen}"),
            Run.Merlon("rules", "lint", commented, "--json"),
        ];
        foreach (var ended in shown)
        {
            Assert.DoesNotMatch(Hidden(), ended.Output + ended.Errors);
            Assert.Contains("202e", (ended.Output + ended.Errors).ToLowerInvariant(), StringComparison.Ordinal);
        }

        using var json = JsonDocument.Parse(shown[^1].Output);
        var rules = json.RootElement.GetProperty("findings").EnumerateArray().Select(one => one.GetProperty("rule"));
        Assert.Contains(rules, one => one.GetString()!.Contains(Unseen, StringComparison.Ordinal));

        var lines = shown[0].Errors.Split('\n');
        Assert.Equal(lines[1].IndexOf("--nothing", StringComparison.Ordinal), lines[2].IndexOf('^'));
    }

    [Fact]
    public void Cleaned_a_text_keeps_its_comments_where_they_stood()
    {
        var text = """
            # by hand
            *filter
            # policies
            :FORWARD DROP [3:180]
            :USER - [0:0]

            # the office
            #  its servers
            [5:300] -A FORWARD -s 192.0.2.0/24 -p tcp --dport 80 -j ACCEPT
            # no more than the above
            -A FORWARD -s 192.0.2.1 -p tcp --dport 80 -j ACCEPT
            # a list
            [1:2] -A FORWARD -s 192.0.2.7,198.51.100.7 -p tcp --dport 80 -j ACCEPT
            -A FORWARD -s 203.0.113.1 -m comment --comment kept -j ACCEPT
            # the end
            COMMIT
            # after it

            """;
        var cleaned = Run.Merlon("rules", "lint", _folder.Write("hand", text), "--fix");
        Assert.Equal(0, cleaned.Status);
        Assert.Equal(
            text.Replace("-A FORWARD -s 192.0.2.1 -p tcp --dport 80 -j ACCEPT\n", "", StringComparison.Ordinal).Replace(
                "-s 192.0.2.7,198.51.100.7 -p tcp", "-s 198.51.100.7/32 -p tcp -m tcp", StringComparison.Ordinal),
            cleaned.Output);
    }

    [Fact]
    public void Cleaned_a_text_whose_lines_count_each_other_is_written_anew()
    {
        var rules = Filter(
            "-A FORWARD -s 192.0.2.0/24 -j DROP", "-A FORWARD -s 192.0.2.1 -j DROP", "# before the last",
            "-I FORWARD 3 -s 198.51.100.1 -j DROP");
        var cleaned = Run.Merlon("rules", "lint", rules, "--fix");
        Assert.Contains("192.0.2.0/24 -j DROP\n-A FORWARD -s 198.51.100.1/32 -j DROP\nCOMMIT", cleaned.Output);
        Assert.Contains("without the comments", cleaned.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[\p{Cf}\p{Cc}\u2028\u2029-[\n]]|\uDB40")]
    private static partial Regex Hidden();

    string Filter(params string[] lines) => _folder.Write(
        $"{Guid.NewGuid()}", string.Join('\n', ["*filter", ":FORWARD ACCEPT [0:0]", .. lines, "COMMIT", ""]));
}
