using System.IO.Compression;
using System.Text;

namespace Merlon;

/// <summary><c>merlon knowledge</c> from outside.</summary>
public sealed class KnowledgeTests : IDisposable
{
    const string Bundle = """
        {"objects":[
        {"type":"attack-pattern","name":"Brute \u001b[31mForce\u202e","description":"Guesses passwords\u0007 of users.",
         "external_references":[{"source_name":"mitre-attack","external_id":"T1110"}]},
        {"type":"attack-pattern","name":"Network Denial","description":"Floods a link with packets.",
         "external_references":[{"source_name":"mitre-attack","external_id":"T9998"}]}]}
        """;

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_technique_is_shown_with_what_hinders_it()
    {
        var ended = Run.Merlon("knowledge", "show", "t1046");
        Assert.Equal(0, ended.Status);
        Assert.StartsWith("T1046 Network Service Discovery (discovery)\n", ended.Output, StringComparison.Ordinal);
        Assert.Contains("M1030 Network Segmentation: part networks", ended.Output, StringComparison.Ordinal);
        Assert.Equal("M1030", Run.Merlon("knowledge", "show", "T1046", "--json").Json.GetProperty("mitigations")[0]
            .GetProperty("id").GetString());
    }

    [Fact]
    public void A_technique_that_is_not_in_the_table_is_the_answer_no()
    {
        var ended = Run.Merlon("knowledge", "show", "T1047");
        Assert.Equal(1, ended.Status);
        Assert.Contains("T1047: not in the table; merlon knowledge list says what is; did you mean T1046?",
            ended.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_is_listed()
    {
        var json = Run.Merlon("knowledge", "list", "--json").Json;
        Assert.Equal("18.1", json.GetProperty("version").GetString());
        Assert.Equal(json.GetProperty("techniques").GetArrayLength(),
            Run.Merlon("knowledge", "list").Output.TrimEnd().Split('\n').Length);
    }

    [Fact]
    public void The_table_is_searched_without_a_file()
    {
        var json = Run.Merlon("knowledge", "search", "DHCP offers of a wrong server", "--json").Json;
        var first = json.GetProperty("results")[0];
        Assert.Equal("T1557.003", first.GetProperty("id").GetString());
        Assert.Equal(1, first.GetProperty("wordRank").GetInt32());
        Assert.True(first.GetProperty("meaningRank").GetInt32() <= 3);
        Assert.Equal(5, json.GetProperty("results").GetArrayLength());
    }

    [Theory]
    [InlineData("NEAR(ping \"")]
    [InlineData("ping AND OR NOT -*^(){}")]
    [InlineData("title:ping")]
    [InlineData("'; DROP TABLE words; -- ping")]
    [InlineData("ping \u0000\u001b[0m \ud83d\ude00")]
    public void What_is_syntax_elsewhere_is_words(string question)
    {
        var ended = Run.Program("dotnet", [Run.Built, "knowledge", "search", "--", question.Replace("\0", "",
            StringComparison.Ordinal)]);
        Assert.Equal((0, ""), (ended.Status, ended.Errors));
        Assert.Contains("T1018 ", ended.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "no word in the question that tells something", "of the")]
    [InlineData(2, "--limit: expected a whole number from 1 to 100", "scan", "--limit", "0")]
    [InlineData(2, "--index: goes with a file in --attack", "scan", "--index", "x")]
    [InlineData(2, "--by: expected one of both, words, meaning; did you mean words?", "scan", "--by", "word")]
    [InlineData(1, "none of 90 documents goes with these words", "zzyzx")]
    [InlineData(3, "/nosuch: no such file", "scan", "--attack", "/nosuch")]
    public void What_cannot_be_answered_gets_one_line(int status, string line, params string[] words)
    {
        var ended = Run.Merlon(["knowledge", "search", .. words]);
        Assert.Equal(status, ended.Status);
        Assert.Contains(line, ended.Errors, StringComparison.Ordinal);
        Assert.Equal("", ended.Output);
    }

    [Fact]
    public void What_steers_a_terminal_in_a_forged_file_is_shown_by_its_number()
    {
        var path = _folder.Write("attack.json", Bundle);
        var text = Run.Merlon("knowledge", "search", "passwords", "--attack", path, "--by", "words").Output;
        Assert.Contains(@"T1110      Brute \u{1b}[31mForce\u{202e} (technique; by words 1", text,
            StringComparison.Ordinal);
        var json = Run.Merlon("knowledge", "search", "passwords", "--attack", path, "--json").Output;
        Assert.DoesNotContain(text + json, c => char.IsControl(c) && c != '\n');
    }

    [Fact]
    public void A_broken_file_and_a_cut_one_are_told_with_their_place()
    {
        var broken = Run.Merlon("knowledge", "search", "x1", "--attack", _folder.Write("attack.json", Bundle[..^9]));
        Assert.Equal(3, broken.Status);
        Assert.Contains("attack.json: line 5: ends too early; expected ATT&CK as STIX (enterprise-attack.json)",
            broken.LastError, StringComparison.Ordinal);

        using var zip = new MemoryStream();
        using (var packed = new GZipStream(zip, CompressionLevel.Fastest)) packed.Write(Encoding.UTF8.GetBytes(Bundle));
        var cut = Run.Merlon("knowledge", "search", "x1", "--attack", _folder.Write("attack.gz", zip.ToArray()[..^20]));
        Assert.Equal(3, cut.Status);
        Assert.Contains("the gzip data is cut off; expected", cut.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_is_kept_and_made_anew_when_its_source_has_changed()
    {
        var (attack, index) = (_folder.Write("attack.json", Bundle), Path.Combine(_folder.Root, "attack.index"));
        var first = Run.Merlon("knowledge", "search", "floods", "--attack", attack, "--index", index);
        Assert.Contains("made of 2 documents", first.Errors, StringComparison.Ordinal);
        var again = Run.Merlon("knowledge", "search", "floods", "--attack", attack, "--index", index);
        Assert.Equal((first.Output, ""), (again.Output, again.Errors));
        Assert.Equal(first.Output, Run.Merlon("knowledge", "search", "floods", "--attack", attack).Output);

        _folder.Write("attack.json", Bundle.Replace("Floods", "Drowns", StringComparison.Ordinal));
        var changed = Run.Merlon("knowledge", "search", "drowns", "--attack", attack, "--index", index);
        Assert.Contains("made of 2 documents", changed.Errors, StringComparison.Ordinal);
        Assert.Contains("T9998", changed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_index_is_made_anew_and_what_is_none_is_left_alone()
    {
        var (attack, index) = (_folder.Write("attack.json", Bundle), Path.Combine(_folder.Root, "attack.index"));
        Run.Merlon("knowledge", "search", "floods", "--attack", attack, "--index", index);
        var bytes = File.ReadAllBytes(index);
        File.WriteAllBytes(index, bytes[..(bytes.Length / 2)]);
        var ended = Run.Merlon("knowledge", "search", "floods", "--attack", attack, "--index", index);
        Assert.Equal(0, ended.Status);
        Assert.Contains("T9998", ended.Output, StringComparison.Ordinal);

        var other = _folder.Write("notes.txt", "mine");
        var refused = Run.Merlon("knowledge", "search", "floods", "--attack", attack, "--index", other);
        Assert.Equal(4, refused.Status);
        Assert.Contains("something that is no index of Merlon's", refused.LastError, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(other));
        Assert.Contains("the index cannot be written", Run.Merlon("knowledge", "search", "floods", "--attack", attack,
            "--index", "/nosuch/attack.index").LastError, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_of_an_index_that_are_wrong_never_end_in_a_crash()
    {
        var (attack, index) = (_folder.Write("attack.json", Bundle), Path.Combine(_folder.Root, "attack.index"));
        Run.Merlon("knowledge", "search", "floods", "--attack", attack, "--index", index);
        var (whole, random) = (File.ReadAllBytes(index), new Random(1));
        for (var i = 0; i < 12; i++)
        {
            var bytes = whole.ToArray();
            for (var wrong = 0; wrong < 400; wrong++) bytes[random.Next(100, bytes.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(index, bytes);
            var ended = Run.Merlon("knowledge", "search", "floods", "--attack", attack, "--index", index);
            Assert.True(ended.Status is 0 or 1 or 3, ended.Errors);
            Assert.DoesNotContain("Unhandled", ended.Errors, StringComparison.Ordinal);
        }
    }
}
