namespace Merlon.Net;

public enum IpFamily : byte
{
    V4,
    V6,
}

public static class IpFamilies
{
    extension(IpFamily family)
    {
        /// <summary>The bits of its addresses.</summary>
        public int Bits => family is IpFamily.V4 ? 32 : 128;
    }
}
