using System.Text;
using System.Text.Encodings.Web;

namespace Merlon.Evaluation.Certificates;

public class CertificateSyntaxTests
{
    static readonly string Written = Encoding.UTF8.GetString(CertificateSyntax.Print(
        Certified.Attacked("flood from spoofed sources", 1).With(certificate => certificate with
        {
            Logs = [new("eve", new("eve.json", 9, new('a', 64)))],
            Context = new("site.yaml", 1, new('b', 64)),
        }).Certificate,
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping));

    [Fact]
    public void What_is_written_is_read_back()
    {
        var read = CertificateSyntax.Read(Encoding.UTF8.GetBytes(Written), out _);
        Assert.NotNull(read);
        Assert.Equal(Written, Encoding.UTF8.GetString(
            CertificateSyntax.Print(read, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)));
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", 3, "version 1")]
    [InlineData("merlon-certificate", "other-certificate", 2, "\"merlon-certificate\"")]
    [InlineData("\"epsilon\": 0.1", "\"epsilon\": 1.1", 5, "a share")]
    [InlineData("\"epsilon\": 0.1", "\"epsilon\": 1e999", 5, "a share")]
    [InlineData("\"chain\": \"FORWARD\"", "\"chain\": \"OUTPUT\"", 7, "FORWARD or INPUT")]
    [InlineData("\"clock\": \"auto\"", "\"clock\": \"12h\"", 11, "auto or 24h")]
    [InlineData("\"idle\": 60", "\"idle\": 1e27", 15, "a length of time")]
    [InlineData("\"format\": \"eve\"", "\"format\": \"doc\"", 20, "one of eve, zeek")]
    [InlineData("\"bytes\": 9", "\"bytes\": -9", 23, "a count")]
    [InlineData("\"strategy\"", "\"strategem\"", 4, "a certificate")]
    [InlineData("\"form\"", "\"version\": 1, \"form\"", 3, "a certificate")]
    [InlineData("\"utcOffset\": 0", "\"utcOffset\": 86400", 1, "a certificate")]
    [InlineData("\"strategy\": \"merlon\",", "", 0, "a certificate")]
    [InlineData("\"internals\": []", "\"internals\": null", 8, "a certificate")]
    public void A_fault_is_told_with_its_place(string from, string to, int line, string expected)
    {
        Assert.Contains(from, Written, StringComparison.Ordinal);
        var at = Written.IndexOf(from, StringComparison.Ordinal);
        var text = Written[..at] + to + Written[(at + from.Length)..];
        Assert.Null(CertificateSyntax.Read(Encoding.UTF8.GetBytes(text), out var fault));
        Assert.Contains(expected, fault.Expected, StringComparison.Ordinal);
        if (line > 0) Assert.Equal(line, fault.Line);
        Assert.True(fault.Column > 0);
        Assert.DoesNotContain("System.", $"{fault}", StringComparison.Ordinal);
    }

    [Fact]
    public void Any_bytes_are_a_certificate_or_a_fault()
    {
        var random = new Random(1);
        var whole = Encoding.UTF8.GetBytes(Written);
        whole = [.. whole.AsSpan(0, Math.Min(whole.Length, 4_000))];
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = whole.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = random.Next(4) == 0 ? bytes.AsSpan(0, random.Next(bytes.Length)) : bytes;
            if (CertificateSyntax.Read(cut, out var fault) is null) Assert.True(fault.Line > 0 && fault.Column > 0);
        }

        Assert.Null(CertificateSyntax.Read("null"u8, out _));
        Assert.Null(CertificateSyntax.Read(Encoding.UTF8.GetBytes(new string('[', 10_000)), out _));
        Assert.Null(CertificateSyntax.Read("{\"form\":\"\\ud800\"}"u8, out _));
    }
}
