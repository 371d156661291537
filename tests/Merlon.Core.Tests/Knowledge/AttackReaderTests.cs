using System.Text;
using Merlon.Flows;
using Merlon.Knowledge.Attack;

namespace Merlon.Knowledge;

/// <summary>ATT&amp;CK out of files: as MITRE publishes it, in short form, and broken in every way.</summary>
public sealed class AttackReaderTests
{
    const string Bundle = """
        {"type":"bundle","id":"bundle--1","spec_version":"2.0","objects":[
        {"type":"x-mitre-collection","name":"Enterprise ATT&CK","x_mitre_version":"18.1"},
        {"type":"attack-pattern","name":"Password Guessing","x_mitre_is_subtechnique":true,
         "external_references":[{"source_name":"mitre-attack","external_id":"T1110.001"}]},
        {"type":"attack-pattern","id":"attack-pattern--1","name":"Brute Force","revoked":false,
         "description":"Tries passwords.(Citation: Somebody 2020) See <code>ssh</code>.",
         "external_references":[{"source_name":"capec","external_id":"CAPEC-49"},
          {"source_name":"mitre-attack","url":"https://example.org","external_id":"T1110"}],
         "kill_chain_phases":[{"kill_chain_name":"mitre-attack","phase_name":"credential-access"}],
         "x_mitre_platforms":["Linux",{"a":[1,2,null]}]},
        {"type":"attack-pattern","name":"Old","revoked":true,
         "external_references":[{"source_name":"mitre-attack","external_id":"T1066"}]},
        {"type":"attack-pattern","name":"Older","x_mitre_deprecated":true,
         "external_references":[{"source_name":"mitre-attack","external_id":"T1067"}]},
        {"type":"attack-pattern","name":"Forged","external_references":[
         {"source_name":"mitre-attack","external_id":"T1110; DROP"}]},
        {"type":"course-of-action","name":"Filter Network Traffic","description":"Drop it.",
         "external_references":[{"source_name":"mitre-attack","external_id":"M1037"}]},
        {"type":"x-mitre-tactic","name":"Discovery","x_mitre_shortname":"discovery",
         "external_references":[{"source_name":"mitre-attack","external_id":"TA0007"}]},
        {"type":"relationship","relationship_type":"mitigates","source_ref":"a","target_ref":"b"},
        7, "text", null, ["x"]]}
        """;

    [Fact]
    public void A_bundle_gives_techniques_mitigations_and_tactics_that_still_hold() =>
        Assert.Equal(
            [
                new("M1037", "mitigation", "Filter Network Traffic", "Drop it.", "ATT&CK 18.1"),
                new("T1110", "technique", "Brute Force", "Tries passwords. See ssh.\ncredential-access", "ATT&CK 18.1"),
                new("T1110.001", "technique", "Brute Force: Password Guessing", "", "ATT&CK 18.1"),
                new("TA0007", "tactic", "Discovery", "discovery", "ATT&CK 18.1"),
            ],
            Read(Bundle)!.Documents);

    [Fact]
    public void The_short_form_gives_the_same_kinds()
    {
        using var file = SharedData.Open("knowledge/attack_min.json.gz");
        var bundle = AttackReader.Read(file, out var fault);
        Assert.Null(fault);
        Assert.Equal([("mitigation", 44), ("tactic", 14), ("technique", 691)],
            bundle!.Documents.CountBy(one => one.Kind).OrderBy(one => one.Key).Select(one => (one.Key, one.Value)));
        Assert.Equal("Brute Force: Password Spraying", bundle.Documents.Single(one => one.Id == "T1110.003").Title);
    }

    [Theory]
    [InlineData("", "line 1: ends too early; expected ATT&CK as STIX")]
    [InlineData("[1]", "line 1: not an object of JSON; expected ATT&CK as STIX")]
    [InlineData("nonsense", "line 1: not JSON, or more than 64 levels of it; expected ATT&CK as STIX")]
    [InlineData("{\"objects\":[\n{\"type\" \"bundle\"}]}", "line 2: not JSON, or more than 64 levels of it; expected")]
    [InlineData("{\"objects\":[]}", "line 1: no technique in it; expected")]
    [InlineData("{\"objects\":{\"a\":1},\"techniques\":[1],\"version\":{}}", "line 1: no technique in it; expected")]
    [InlineData("{\"techniques\":{\"T1046\":{\"name\":\"a\"}}} {}", "line 1: not JSON")]
    [InlineData("{\"techniques\":{\"T1046\":{\"name\":\"\\ud800\"}}}", "line 1: a text that is not UTF-8; expected")]
    public void What_is_wrong_gets_one_line_with_its_place(string text, string fault) =>
        Assert.StartsWith(fault, FaultOf(text), StringComparison.Ordinal);

    [Fact]
    public void A_bundle_cut_anywhere_is_said_to_end_too_early()
    {
        var bytes = Encoding.UTF8.GetBytes(Bundle);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Null(AttackReader.Read(new MemoryStream(bytes, 0, length), out var fault));
            Assert.Contains("ends too early; expected", fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Whatever_bytes_are_wrong_nothing_is_thrown()
    {
        var random = new Random(1);
        var (read, refused) = (0, 0);
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(Bundle);
            for (var wrong = 0; wrong < 3; wrong++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (AttackReader.Read(new MemoryStream(bytes), out var fault) is null) refused++;
            else read++;
            if (fault is not null) Assert.StartsWith("line ", fault, StringComparison.Ordinal);
        }

        Assert.True(read > 20 && refused > 20, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData("[", "line 1: not an object of JSON")]
    [InlineData("{\"a\":[", "line 1: not JSON, or more than 64 levels of it")]
    [InlineData("{\"a\":", "line 1: not JSON, or more than 64 levels of it")]
    [InlineData("{\"objects\":[\"", "line 1: a value of more than 1 MB")]
    [InlineData("{\"objects\":[ ", "line 1: more than 1,024 MB")]
    public void A_gigabyte_of_one_thing_costs_no_memory(string beginning, string fault)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var stream = new Repeated(beginning, beginning[^1] is ' ' ? "\"" + new string('x', 900_000) + "\"," :
            beginning[^1] is '"' ? "x" : beginning);
        Assert.Null(AttackReader.Read(stream, out var said));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        Assert.StartsWith(fault, said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_stream_is_told_as_such()
    {
        using var zip = new MemoryStream();
        using (var packed = new System.IO.Compression.GZipStream(zip, System.IO.Compression.CompressionLevel.Fastest,
            leaveOpen: true)) packed.Write(Encoding.UTF8.GetBytes(Bundle));
        var bytes = zip.ToArray();
        bytes[bytes.Length / 2] ^= 0xFF;
        using var stream = new System.IO.Compression.GZipStream(
            new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress);
        Assert.Null(AttackReader.Read(stream, out var fault));
        Assert.Contains("; expected ATT&CK as STIX", fault, StringComparison.Ordinal);
    }

    static AttackBundle? Read(string text) =>
        AttackReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), out _);

    static string? FaultOf(string text)
    {
        Assert.Null(AttackReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), out var fault));
        return fault;
    }

    /// <summary>A beginning, and then the same again and again for more than a gigabyte.</summary>
    sealed class Repeated(string beginning, string part) : MemoryStream
    {
        readonly byte[] _part = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat(part, 1 + (65_536 / part.Length))));
        byte[] _now = Encoding.UTF8.GetBytes(beginning);
        int _at;
        long _left = (1L << 30) + (64 << 20);

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at == _now.Length) (_now, _at) = (_part, 0);
            var length = (int)Math.Min(Math.Min(count, _now.Length - _at), _left);
            Buffer.BlockCopy(_now, _at, buffer, offset, length);
            _at += length;
            _left -= length;
            return length;
        }
    }
}
