using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Merlon.Features;
using Merlon.Net;
using Merlon.Packets;

namespace Merlon.Detection;

/// <summary>
/// What the authors' own program computes of a capture. Both lie beside the checkout; where they do not, the tests that
/// need them are skipped and say so.
/// </summary>
static class KitsuneOracle
{
    /// <summary>Of the packets, the first are for the map, the next for training.</summary>
    public const int MapPackets = 1_001, TrainingPackets = 3_000;

    const uint Seed = 1234;

    /// <summary>The 100 features of the first 2,000 packets.</summary>
    public static double[][] Features() =>
        [.. Lines("features.csv.gz").Select(line => line.Split(',').Select(Number).ToArray())];

    /// <summary>The score of each packet, by its number.</summary>
    public static Dictionary<int, double> Scores() => Lines("scores.csv.gz").Skip(1).Select(line => line.Split(','))
        .ToDictionary(fields => int.Parse(fields[0], CultureInfo.InvariantCulture), fields => Number(fields[1]));

    public static int[][] Map() => [.. Settings().GetProperty("feature_map").EnumerateArray()
        .Select(group => group.EnumerateArray().Select(feature => feature.GetInt32()).ToArray())];

    /// <summary>The first draws for the weights.</summary>
    public static double[] Draws() =>
        [.. Settings().GetProperty("unit_uniform_draws").EnumerateArray().Select(draw => draw.GetDouble())];

    /// <summary>The same course; more draws than are listed are needed.</summary>
    public static EnsembleSettings Course() => new()
    {
        MapVectors = MapPackets,
        TrainingVectors = TrainingPackets,
        Draws = count => MersenneTwister.Draws(Seed, count),
    };

    /// <summary>The features that we compute of each packet.</summary>
    public static List<double[]> OurFeatures()
    {
        using var capture = File.OpenRead(Given.Shared("data/pcap/kitsune-oracle.pcap"));
        var reader = CaptureReader.Open(new ByteWindow(capture), out var failure)!;
        Assert.Null(failure);

        var features = new PacketFeatures(new());
        var all = new List<double[]>();
        while (reader.TryRead(out var packet)) all.Add(features.Add(packet).ToArray());
        Assert.Null(reader.Failure);
        Assert.Equal(0, features.Evicted.Total);
        return all;
    }

    static JsonElement Settings() =>
        JsonDocument.Parse(File.ReadAllBytes(Given.Shared("oracles/kitsune/kitnet.json"))).RootElement;

    static IEnumerable<string> Lines(string name)
    {
        using var file = File.OpenRead(Given.Shared("oracles/kitsune/" + name));
        using var text = new StreamReader(new GZipStream(file, CompressionMode.Decompress));
        while (text.ReadLine() is { } line) yield return line;
    }

    static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
